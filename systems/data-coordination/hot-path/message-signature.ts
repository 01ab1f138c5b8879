/** Signing and checking the messages of an exchange: heads, and trailers behind streamed bodies. */
import { randomBytes } from 'node:crypto'
import {
  bodyComponents,
  bodyLabel,
  byteSequence,
  type Component,
  type Fields,
  label,
  memberOfDictionary,
  parseByteSequence,
  parseSignatureParams,
  type Request,
  requestComponents,
  responseComponents,
  type SignatureTag,
  signatureBase,
  signatureParams,
} from '../domain/message.ts'
import { isSignedBy, keyIdOf, signBase } from '../signature.ts'
import type { SigningIdentity } from './standing.ts'
import type { Proof } from './store.ts'

/** What travels, and what is kept of it. */
export type Signed = {
  readonly signatureInput: string
  readonly signature: string
  /** The signature as a byte sequence: answers and trailers are bound to it. */
  readonly sequence: string
  readonly proof: Proof
}

export type Signer = {
  readonly keyId: string
  request(it: Request, nowMs: number): Signed
  response(status: number, fields: Fields, requestSequence: string, nowMs: number): Signed
  body(digest: string, head: string, requestSequence: string | undefined, nowMs: number): Signed
}

export function signerOf({ key, certificate }: SigningIdentity): Signer {
  const keyId = keyIdOf(certificate)
  const make = (components: Component[], tag: SignatureTag, name: string, nowMs: number) => {
    const created = Math.floor(nowMs / 1000)
    const params = signatureParams(components, { created, nonce: newNonce(), keyId, tag })
    const base = signatureBase(components, params)
    const sequence = byteSequence(signBase(base, key))
    return {
      signatureInput: `${name}=${params}`,
      signature: `${name}=${sequence}`,
      sequence,
      proof: { base, signature: sequence.slice(1, -1), keyId },
    }
  }
  return {
    keyId,
    request: (it, nowMs) => make(requestComponents(it), 'ndc-exchange', label, nowMs),
    response: (status, fields, requestSequence, nowMs) =>
      make(responseComponents(status, fields, requestSequence), 'ndc-answer', label, nowMs),
    body: (digest, head, requestSequence, nowMs) =>
      make(bodyComponents(digest, head, requestSequence), 'ndc-body', bodyLabel, nowMs),
  }
}

const noncePool = { bytes: Buffer.alloc(0), at: 0 }

/** 18 random bytes (base64url); drawn in bulk, since each draw costs a call into OpenSSL. */
function newNonce(): string {
  if (noncePool.at + 18 > noncePool.bytes.length) {
    noncePool.bytes = randomBytes(18 * 128)
    noncePool.at = 0
  }
  noncePool.at += 18
  return noncePool.bytes.toString('base64url', noncePool.at - 18, noncePool.at)
}

/** A signature that was read and not yet checked. */
export type ReadSignature = {
  readonly keyId: string
  readonly nonce: string
  readonly createdMs: number
  readonly sequence: string
  readonly proof: Proof
  isBy(key: Parameters<typeof isSignedBy>[2]): boolean
}

function read(
  fields: Fields,
  name: string,
  tag: SignatureTag,
  components: readonly Component[],
): ReadSignature | undefined {
  const value = memberOfDictionary(fields['signature-input'] ?? '', name)
  const sequence = memberOfDictionary(fields['signature'] ?? '', name)
  if (value === undefined || sequence === undefined) return undefined
  const params = parseSignatureParams(value)
  const bytes = parseByteSequence(sequence)
  if (params?.tag !== tag || bytes?.length !== 64) return undefined
  // All that is present of what must be covered is covered, in this order, and nothing else.
  if (params.names !== components.map(([it]) => it).join(' ')) return undefined
  const base = signatureBase(components, value)
  return {
    keyId: params.keyId,
    nonce: params.nonce,
    createdMs: params.created * 1000,
    sequence,
    proof: { base, signature: sequence.slice(1, -1), keyId: params.keyId },
    isBy: (key) => isSignedBy(base, bytes, key),
  }
}

export function readRequestSignature(it: Request): ReadSignature | undefined {
  return read(it.fields, label, 'ndc-exchange', requestComponents(it))
}

export function readResponseSignature(
  status: number,
  fields: Fields,
  requestSequence: string,
): ReadSignature | undefined {
  return read(fields, label, 'ndc-answer', responseComponents(status, fields, requestSequence))
}

/** Of trailers; `head` is the head's signature. */
export function readBodySignature(
  trailers: Fields,
  digest: string,
  head: string,
  requestSequence?: string,
): ReadSignature | undefined {
  return read(trailers, bodyLabel, 'ndc-body', bodyComponents(digest, head, requestSequence))
}

/** The signature of a request as it travelled, to bind a refusal to; undefined: there is none. */
export function sequenceOf(fields: Fields): string | undefined {
  const sequence = memberOfDictionary(fields['signature'] ?? '', label)
  return sequence !== undefined && parseByteSequence(sequence) ? sequence : undefined
}
