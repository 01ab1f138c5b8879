/**
 * The proof of one exchange as a file that stands by itself (ASiC-E with a time-stamp, EN 319
 * 162-1): what was signed, the signatures, the certificates, the record of it, and the way from
 * the record to the time-stamped root of its batch.
 */
import { canonical } from '#kernel/digest'
import { ecdsaSignature } from '#trust-services/verification'
import type { EvidenceRecord } from '../domain/evidence.ts'
import { type BatchHead, headBytes } from './batch.ts'
import { containerType, manifestName, manifestOf, stampName } from './manifest.ts'
import { readMe } from './read-me.ts'
import { type Entry, writeZip } from './zip.ts'

export type Signed = {
  /** The signature base (RFC 9421, 2.5). */
  readonly base: string
  /** Of the signer, leaf first (DER). */
  readonly chain: readonly Buffer[]
}

export type Proof = {
  readonly record: EvidenceRecord
  readonly request: Signed
  /** Absent where no signed answer came. */
  readonly response: Signed | null
  readonly head: BatchHead
  /** Of the record in its batch, from 0. */
  readonly index: number
  readonly path: readonly Buffer[]
  /** RFC 3161, over the head. */
  readonly token: Buffer
}

export const names = {
  mimetype: 'mimetype',
  readMe: 'README.txt',
  record: 'record.json',
  batch: 'batch.json',
  batchStamp: 'batch.tst',
  path: 'path.json',
} as const

export type Side = 'request' | 'response'

export const signedNames = (side: Side) => ({
  base: `${side}.base.txt`,
  raw: `${side}.signature.bin`,
  der: `${side}.signature.der`,
  certificates: `${side}.certificates.pem`,
})

/**
 * Packs a proof.
 *
 * @param stamp Gives an RFC 3161 token over bytes.
 */
export async function packProof(
  proof: Proof,
  stamp: (bytes: Buffer) => Promise<Buffer>,
): Promise<Buffer> {
  const { record, request, response, head, index, path, token } = proof
  const files: Entry[] = [
    { name: names.readMe, bytes: Buffer.from(readMe) },
    { name: names.record, bytes: Buffer.from(canonical(record)) },
    ...signedFiles('request', request, record.requestSignature),
    ...(response && record.responseSignature !== null
      ? signedFiles('response', response, record.responseSignature)
      : []),
    { name: names.batch, bytes: headBytes(head) },
    { name: names.batchStamp, bytes: token },
    { name: names.path, bytes: pathBytes(index, path) },
  ]
  const manifest = manifestOf(files)
  return writeZip([
    { name: names.mimetype, bytes: Buffer.from(containerType) },
    ...files,
    { name: manifestName, bytes: manifest },
    { name: stampName, bytes: await stamp(manifest) },
  ])
}

export function pathBytes(index: number, path: readonly Buffer[]): Buffer {
  return Buffer.from(canonical({ index, path: path.map((it) => it.toString('hex')) }))
}

function signedFiles(side: Side, { base, chain }: Signed, signature: string): Entry[] {
  const raw = Buffer.from(signature, 'base64url')
  const { base: text, raw: bin, der, certificates } = signedNames(side)
  return [
    { name: text, bytes: Buffer.from(base) },
    { name: bin, bytes: raw },
    { name: der, bytes: ecdsaSignature(raw) },
    { name: certificates, bytes: Buffer.from(chain.map(pem).join('')) },
  ]
}

export function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** The certificates (DER) in a text of PEM. */
export function certificatesIn(text: string): Buffer[] {
  const found = text.matchAll(
    /-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]{1,20000})-----END CERTIFICATE-----/g,
  )
  return [...found].map(([, body = '']) => Buffer.from(body, 'base64'))
}
