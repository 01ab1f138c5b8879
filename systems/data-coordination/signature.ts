/**
 * Signatures over messages (RFC 9421, ecdsa-p256-sha256) with node:crypto, made by gateways and
 * checked by others and by the center. What stands under them is in `domain/message.ts`.
 */
import { type KeyObject, sign, verify } from 'node:crypto'
import { sha256 } from '#kernel/digest'
import {
  byteSequence,
  type Component,
  contentDigest,
  label,
  memberOfDictionary,
  parseByteSequence,
  parseSignatureParams,
  type SignatureParameters,
  signatureBase,
  signatureParams,
  splitTarget,
} from './domain/message.ts'

/** The signature over a base, r ‖ s (64 bytes). */
export function signBase(base: string, key: KeyObject): Buffer {
  // Asked for in this form itself, OpenSSL's binding would take twice as long.
  return rawOf(sign('sha256', Buffer.from(base), key))
}

export function isSignedBy(base: string, signature: Buffer, key: KeyObject): boolean {
  if (signature.length !== 64) return false
  return verify('sha256', Buffer.from(base), key, derOf(signature))
}

const [sequence, integer] = [0x30, 0x02]

/** r ‖ s from the DER form (RFC 3279, 2.2.3); on P-256 all lengths fit one byte. */
function rawOf(der: Buffer): Buffer {
  const raw = Buffer.alloc(64)
  const rLength = der[3] as number
  const sAt = 4 + rLength
  const sLength = der[sAt + 1] as number
  putInteger(der.subarray(4, sAt), raw, 32)
  putInteger(der.subarray(sAt + 2, sAt + 2 + sLength), raw, 64)
  return raw
}

/** Right-aligned before `end`, without the zero that keeps a DER integer positive. */
function putInteger(bytes: Buffer, into: Buffer, end: number): void {
  const digits = bytes.length > 32 ? bytes.subarray(bytes.length - 32) : bytes
  digits.copy(into, end - digits.length)
}

function derOf(raw: Buffer): Buffer {
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)].map(withoutZeros) as [Buffer, Buffer]
  const [rPad, sPad] = [padOf(r), padOf(s)]
  const der = Buffer.alloc(6 + r.length + s.length + rPad + sPad)
  der[0] = sequence
  der[1] = der.length - 2
  der[2] = integer
  der[3] = r.length + rPad
  r.copy(der, 4 + rPad)
  const at = 4 + rPad + r.length
  der[at] = integer
  der[at + 1] = s.length + sPad
  s.copy(der, at + 2 + sPad)
  return der
}

function withoutZeros(bytes: Buffer): Buffer {
  let at = 0
  while (at < bytes.length - 1 && bytes[at] === 0) at++
  return bytes.subarray(at)
}

function padOf(bytes: Buffer): 0 | 1 {
  return (bytes[0] as number) >= 0x80 ? 1 : 0
}

/** How a certificate, or a key that has none yet, is named: SHA-256 of its DER (base64url). */
export function keyIdOf(der: Uint8Array): string {
  return sha256(der).toString('base64url')
}

/** A call of a gateway to the center, as it travels. */
export type CenterCall = {
  readonly method: string
  /** Path with query. */
  readonly target: string
  readonly body?: Uint8Array | undefined
}

function centerComponents({ method, target }: CenterCall, digest?: string): Component[] {
  const { path, query } = splitTarget(target)
  return [
    ['"@method"', method],
    ['"@path"', path],
    ['"@query"', query],
    ...(digest === undefined ? [] : ([['"content-digest"', digest]] as const)),
  ]
}

/** The headers with which a gateway signs a call to the center. */
export function signCenterCall(
  call: CenterCall,
  key: KeyObject,
  it: Omit<SignatureParameters, 'tag'>,
): Record<string, string> {
  const digest = call.body && contentDigest(sha256(call.body))
  const components = centerComponents(call, digest)
  const params = signatureParams(components, { ...it, tag: 'ndc-center' })
  const signature = signBase(signatureBase(components, params), key)
  return {
    ...(digest !== undefined && { 'content-digest': digest }),
    'signature-input': `${label}=${params}`,
    signature: `${label}=${byteSequence(signature)}`,
  }
}

export type SignedCall = Omit<SignatureParameters, 'tag'> & {
  /** Was it signed with this key? */
  isBy(key: KeyObject): boolean
}

/** Reads the signature of a call to the center; undefined when there is none over all of it. */
export function readCenterCall(
  call: CenterCall,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): SignedCall | undefined {
  const text = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' && value.length <= 2_000 ? value : ''
  }
  const value = memberOfDictionary(text('signature-input'), label)
  const bytes = parseByteSequence(memberOfDictionary(text('signature'), label) ?? '')
  const params = value === undefined ? undefined : parseSignatureParams(value)
  if (value === undefined || !bytes || params?.tag !== 'ndc-center') return undefined
  const digest = call.body?.length ? contentDigest(sha256(call.body)) : undefined
  if (digest !== undefined && text('content-digest') !== digest) return undefined
  const components = centerComponents(call, digest)
  if (params.names !== components.map(([name]) => name).join(' ')) return undefined
  const { keyId, nonce, created } = params
  const base = signatureBase(components, value)
  return { keyId, nonce, created, isBy: (key) => isSignedBy(base, bytes, key) }
}
