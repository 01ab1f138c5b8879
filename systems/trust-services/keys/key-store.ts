import type { Id } from '#kernel/id'
import type { Curve } from '../domain/profile.ts'

/** Signs bytes: SHA-256 with a key on P-256, SHA-384 on P-384; the signature is r ‖ s. */
export type Sign = (data: Buffer) => Promise<Buffer>

export type KeyMade = {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer
  /** What the room keeps of the private key; null where it stays inside the store. */
  readonly sealed: Buffer | null
}

export type KeyKept = {
  readonly id: Id<'key'>
  readonly curve: Curve
  readonly sealed: Buffer | null
}

/** A place where private keys are kept and used. */
export type KeyStore = {
  create(id: Id<'key'>, curve: Curve): KeyMade
  open(key: KeyKept): Sign
  destroy(id: Id<'key'>): void
}

export const hashOf: Record<Curve, 'sha256' | 'sha384'> = { 'P-256': 'sha256', 'P-384': 'sha384' }
