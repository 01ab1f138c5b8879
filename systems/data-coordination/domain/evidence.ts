/**
 * What both sides of an exchange keep of it, and how a record becomes a leaf of the Merkle tree
 * whose root is time-stamped (RFC 9162 hashing, RFC 3161). The record stands by itself: signature
 * bases, signatures and certificates prove who asked what and who answered what.
 */
import { canonical, sha256 } from '#kernel/digest'

export type EvidenceRecord = {
  /** Of the exchange, made by the client or its gateway (X-Road-Id). */
  readonly xRoadId: string
  /** Of this attempt, made by the client's gateway. */
  readonly requestId: string
  readonly side: 'consumer' | 'provider'
  readonly client: string
  readonly service: string
  readonly at: string
  readonly grant: string
  readonly purpose: string
  /** SHA-256 of what was signed (base64url); the text itself is kept sealed beside. */
  readonly requestBase: string
  /** ECDSA, r ‖ s (base64url). */
  readonly requestSignature: string
  /** SHA-256 of the certificate (base64url). */
  readonly requestKey: string
  /** Only of a body that was streamed behind its head: what its trailers signed. */
  readonly requestBodyBase?: string
  readonly requestBodySignature?: string
  /** How it ended; null where no signed answer came. */
  readonly status: number | null
  readonly responseBase: string | null
  readonly responseSignature: string | null
  readonly responseKey: string | null
  readonly responseBodyBase?: string
  readonly responseBodySignature?: string
}

/** The texts under a record's signatures; kept sealed, since they may hold personal numbers. */
export type SignedTexts = {
  readonly request: string
  readonly requestBody?: string
  readonly response?: string
  readonly responseBody?: string
}

/** RFC 9162, 2.1.1: the hash of a leaf over the record's canonical form. */
export function leafOf(record: EvidenceRecord): Buffer {
  return sha256(Buffer.concat([leafMark, Buffer.from(canonical(record))]))
}

const leafMark = Buffer.from([0])
