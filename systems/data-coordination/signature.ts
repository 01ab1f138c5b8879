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
  return sign('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' })
}

export function isSignedBy(base: string, signature: Buffer, key: KeyObject): boolean {
  if (signature.length !== 64) return false
  return verify('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' }, signature)
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
