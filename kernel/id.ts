// Only what Node and browsers share, since the pages know these types too.

/** A UUIDv7 (RFC 9562) that remembers what it names: a case id never fits a person id. */
export type Id<Kind extends string> = string & { readonly __kind: Kind }

/** A new id; its first 48 bits are `now`, so that ids sort by time. */
export function newId<Kind extends string>(_kind: Kind, now: Date): Id<Kind> {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let ms = now.getTime()
  for (let at = 5; at >= 0; at--) {
    bytes[at] = ms % 256
    ms = Math.floor(ms / 256)
  }
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return uuidOf(bytes) as Id<Kind>
}

const hex = Array.from({ length: 256 }, (_, it) => it.toString(16).padStart(2, '0'))

/** The text form (8-4-4-4-12) of 16 bytes. */
export function uuidOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-'
    text += hex[bytes[at] as number]
  }
  return text
}

/** An unguessable secret as base64url; 32 bytes unless told. */
export function newSecret(bytes = 32): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** `digits` uniformly random decimal digits, leading zeros kept. At most 9. */
export function newDigits(digits: number): string {
  const [range, all] = [10 ** digits, 2 ** 32]
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
    // What lies beyond the last whole multiple would make small numbers likelier: draw again.
    if (drawn < all - (all % range)) return String(drawn % range).padStart(digits, '0')
  }
}
