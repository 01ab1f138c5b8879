import { randomBytes, randomInt } from 'node:crypto'

/** A UUIDv7 (RFC 9562) that remembers what it names: a case id never fits a person id. */
export type Id<Kind extends string> = string & { readonly __kind: Kind }

/** A new id; its first 48 bits are `now`, so that ids sort by time. */
export function newId<Kind extends string>(_kind: Kind, now: Date): Id<Kind> {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return uuidOf(bytes) as Id<Kind>
}

/** The text form (8-4-4-4-12) of 16 bytes. */
export function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** An unguessable secret as base64url; 32 bytes unless told. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** `digits` uniformly random decimal digits, leading zeros kept. At most 12. */
export function newDigits(digits: number): string {
  return String(randomInt(0, 10 ** digits)).padStart(digits, '0')
}
