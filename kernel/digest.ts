import { hash, timingSafeEqual } from 'node:crypto'
import canonicalize from 'canonicalize'

/** SHA-256 (32 bytes). */
export function sha256(data: string | Uint8Array): Buffer {
  return hash('sha256', data, 'buffer')
}

/** JSON in canonical form (RFC 8785). Throws TypeError on what JSON cannot say. */
export function canonical(fact: unknown): string {
  const text = canonicalize(fact)
  if (text === undefined) throw new TypeError('A fact that JSON cannot say has no canonical form.')
  return text
}

/** SHA-256 over canonical JSON: the same fact has the same digest everywhere. */
export function digestOf(fact: unknown): Buffer {
  return sha256(canonical(fact))
}

/** Compares two secrets in constant time, whatever their lengths. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right))
}
