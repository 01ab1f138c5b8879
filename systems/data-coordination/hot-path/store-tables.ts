/** The tables of a gateway's store that the exchange itself writes, and how rows are read. */
import { type CipherKey, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { EvidenceRecord, SignedTexts } from '../domain/evidence.ts'

/**
 * `claim`: what the provider's side has taken on, before it is dispatched; `seq` of its evidence is
 * null until it has ended. `taken_on`: sealed, what claims will leave as evidence if the gateway
 * dies before they end; a row for all of one commit. `evidence` is only ever appended to, in the
 * order in which exchanges ended: a gap in `seq` is a record that was taken away. `kept_body`:
 * bodies of services whose contract says that they are kept; part 0 was asked, 1 answered. `use`:
 * the outbox of uses of persons' data, sealed, until the center has them. `spent`: requests of a
 * grant on a day.
 */
export const exchangeTables = `
create table if not exists claim (
  id integer primary key,
  at integer not null,
  x_road_id text not null,
  client text not null,
  nonce text not null,
  evidence integer,
  unique (x_road_id, client)
) strict;
create table if not exists taken_on (
  id integer primary key,
  sealed blob not null
) strict;
create table if not exists evidence (
  seq integer primary key autoincrement,
  x_road_id text not null,
  request_id text not null,
  side integer not null,
  client text not null,
  service text not null,
  at integer not null,
  grant_id text not null,
  purpose text not null,
  request_base blob not null,
  request_signature blob not null,
  request_key blob not null,
  request_body_base blob,
  request_body_signature blob,
  status integer,
  response_base blob,
  response_signature blob,
  response_key blob,
  response_body_base blob,
  response_body_signature blob,
  sealed blob not null
) strict;
create index if not exists evidence_of_exchange on evidence (x_road_id);
create table if not exists kept_body (
  evidence integer not null,
  part integer not null,
  sealed blob not null,
  primary key (evidence, part)
) strict, without rowid;
create table if not exists use (
  seq integer primary key autoincrement,
  sealed blob not null
) strict;
create table if not exists probe (
  id integer primary key,
  filler blob not null
) strict;
create table if not exists spent (
  grant_id text not null,
  day integer not null,
  count integer not null,
  primary key (grant_id, day)
) strict, without rowid;
`

export type EvidenceRow = {
  readonly seq: number
  readonly x_road_id: string
  readonly request_id: string
  readonly side: number
  readonly client: string
  readonly service: string
  readonly at: number
  readonly grant_id: string
  readonly purpose: string
  readonly request_base: Uint8Array
  readonly request_signature: Uint8Array
  readonly request_key: Uint8Array
  readonly request_body_base: Uint8Array | null
  readonly request_body_signature: Uint8Array | null
  readonly status: number | null
  readonly response_base: Uint8Array | null
  readonly response_signature: Uint8Array | null
  readonly response_key: Uint8Array | null
  readonly response_body_base: Uint8Array | null
  readonly response_body_signature: Uint8Array | null
  readonly sealed: Uint8Array
}

/** The record that was, or will be, time-stamped. */
export function recordOf(row: EvidenceRow): EvidenceRecord {
  return {
    xRoadId: row.x_road_id,
    requestId: row.request_id,
    side: row.side === 0 ? 'consumer' : 'provider',
    client: row.client,
    service: row.service,
    at: new Date(row.at).toISOString(),
    grant: row.grant_id,
    purpose: row.purpose,
    requestBase: text(row.request_base),
    requestSignature: text(row.request_signature),
    requestKey: text(row.request_key),
    ...(row.request_body_base &&
      row.request_body_signature && {
        requestBodyBase: text(row.request_body_base),
        requestBodySignature: text(row.request_body_signature),
      }),
    status: row.status,
    responseBase: textOrNull(row.response_base),
    responseSignature: textOrNull(row.response_signature),
    responseKey: textOrNull(row.response_key),
    ...(row.response_body_base &&
      row.response_body_signature && {
        responseBodyBase: text(row.response_body_base),
        responseBodySignature: text(row.response_body_signature),
      }),
  }
}

export function signedTextsOf(row: EvidenceRow, key: CipherKey): SignedTexts {
  return JSON.parse(unseal(key, evidenceUse, row.sealed)) as SignedTexts
}

export const [evidenceUse, claimUse, reportUse, bodyUse] = [
  'evidence',
  'claim',
  'use',
  'body',
] as const

/** AES-256-GCM: nonce (12) ‖ tag (16) ‖ ciphertext, bound to what it is used for. */
export function seal(key: CipherKey, use: string, plain: string | Uint8Array): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(use))
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
  cipher.final()
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

const nonces = { bytes: Buffer.alloc(0), at: 0 }

/** 12 random bytes; drawn in bulk, since each draw costs a call into OpenSSL. */
function newNonce(): Buffer {
  if (nonces.at === nonces.bytes.length) {
    nonces.bytes = randomBytes(12 * 512)
    nonces.at = 0
  }
  nonces.at += 12
  return nonces.bytes.subarray(nonces.at - 12, nonces.at)
}

/** Throws when the sealed bytes were changed or belong to another use. */
export function unseal(key: CipherKey, use: string, sealed: Uint8Array): string {
  return unsealBytes(key, use, sealed).toString()
}

export function unsealBytes(key: CipherKey, use: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(use)).setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
}

function textOrNull(bytes: Uint8Array | null): string | null {
  return bytes && text(bytes)
}
