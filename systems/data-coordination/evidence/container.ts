/**
 * The proof of one exchange as a file that stands by itself (ASiC-E with a time-stamp, EN 319
 * 162-1): what was signed, the signatures, the certificates, the record of it, and the way from
 * the record to the time-stamped root of its batch.
 */
import { canonical } from '#kernel/digest'
import { ecdsaSignature } from '#trust-services/verification'
import type { EvidenceRecord, SignedTexts } from '../domain/evidence.ts'
import { type BatchHead, headBytes } from './batch.ts'
import { containerType, manifestName, manifestOf, stampName } from './manifest.ts'
import { readMe } from './read-me.ts'
import { type Entry, writeZip } from './zip.ts'

export type Proof = {
  readonly record: EvidenceRecord
  /** What was signed (RFC 9421, 2.5). */
  readonly texts: SignedTexts
  /** Certificates of those who signed, leaf first (DER); none where nothing was signed. */
  readonly chains: Readonly<Record<Side, readonly Buffer[]>>
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

/** What may have been signed: a message, and the trailers behind a body that was streamed. */
export const parts = ['request', 'request-body', 'response', 'response-body'] as const
export type Part = (typeof parts)[number]

export const sideOf = (part: Part): Side => (part.startsWith('request') ? 'request' : 'response')

export const signedNames = (part: Part) => ({
  base: `${part}.base.txt`,
  raw: `${part}.signature.bin`,
  der: `${part}.signature.der`,
})

export const certificatesName = (side: Side): string => `${side}.certificates.pem`

export type PartSeen = { readonly digest: string; readonly signature: string }

/** What a record says of a part; undefined when that was not signed. */
export function partOf(record: EvidenceRecord, part: Part): PartSeen | undefined {
  const [digest, signature] = {
    request: [record.requestBase, record.requestSignature],
    'request-body': [record.requestBodyBase, record.requestBodySignature],
    response: [record.responseBase, record.responseSignature],
    'response-body': [record.responseBodyBase, record.responseBodySignature],
  }[part]
  return typeof digest === 'string' && typeof signature === 'string'
    ? { digest, signature }
    : undefined
}

/** The names of all files in a container, in their order. */
export function namesFor(record: EvidenceRecord): string[] {
  const signed = parts.filter((it) => partOf(record, it))
  const sides = new Set(signed.map(sideOf))
  return [
    names.mimetype,
    names.readMe,
    names.record,
    ...signed.flatMap((it) => Object.values(signedNames(it))),
    ...[...sides].map(certificatesName),
    names.batch,
    names.batchStamp,
    names.path,
    manifestName,
    stampName,
  ]
}

/**
 * Packs a proof.
 *
 * @param stamp Gives an RFC 3161 token over bytes.
 */
export async function packProof(
  proof: Proof,
  stamp: (bytes: Buffer) => Promise<Buffer>,
): Promise<Buffer> {
  const { record, texts, chains, head, index, path, token } = proof
  const bytes = new Map<string, Buffer>([
    [names.readMe, Buffer.from(readMe)],
    [names.record, Buffer.from(canonical(record))],
    ...parts.flatMap((it) => signedFiles(it, record, texts)),
    ...(['request', 'response'] as const).map(
      (it) => [certificatesName(it), Buffer.from(chains[it].map(pem).join(''))] as const,
    ),
    [names.batch, headBytes(head)],
    [names.batchStamp, token],
    [names.path, pathBytes(index, path)],
  ])
  const apart: string[] = [names.mimetype, manifestName, stampName]
  const files: Entry[] = namesFor(record)
    .filter((it) => !apart.includes(it))
    .map((name) => ({ name, bytes: bytes.get(name) ?? Buffer.alloc(0) }))
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

function signedFiles(part: Part, record: EvidenceRecord, texts: SignedTexts): [string, Buffer][] {
  const found = partOf(record, part)
  if (!found) return []
  const raw = Buffer.from(found.signature, 'base64url')
  const { base, raw: bin, der } = signedNames(part)
  return [
    [base, Buffer.from(textOf(part, texts))],
    [bin, raw],
    [der, ecdsaSignature(raw)],
  ]
}

function textOf(part: Part, texts: SignedTexts): string {
  const { request, requestBody, response, responseBody } = texts
  const all = { request, 'request-body': requestBody, response, 'response-body': responseBody }
  return all[part] ?? ''
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
