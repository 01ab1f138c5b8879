/** Reads the few things that the page says of certificates and lists out of their DER (X.690). */

type Part = { readonly tag: number; readonly content: Uint8Array }

/** The elements that lie side by side in these bytes. Throws where they are not whole. */
export function partsOf(bytes: Uint8Array): Part[] {
  const parts: Part[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = byteAt(bytes, at++)
    let length = byteAt(bytes, at++)
    if (length >= 0x80) {
      let octets = length - 0x80
      for (length = 0; octets > 0; octets--) length = length * 256 + byteAt(bytes, at++)
    }
    if (at + length > bytes.length) throw new RangeError('The element is cut short.')
    parts.push({ tag, content: bytes.subarray(at, at + length) })
    at += length
  }
  return parts
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('The element is cut short.')
  return byte
}

/** What the outermost sequence holds of what was signed (TBSCertificate, TBSCertList). */
function bodyOf(der: Uint8Array): Part[] {
  const [outer] = partsOf(der)
  const [body] = outer ? partsOf(outer.content) : []
  if (!body) throw new RangeError('The element is empty.')
  return partsOf(body.content)
}

/** The serial number and the key identifier (RFC 5280, 4.2.1.2: SHA-1 of the key alone). */
export async function readCertificate(
  der: Uint8Array<ArrayBuffer>,
): Promise<{ serial: string; keyIdentifier: string }> {
  const [, serial, , , , , publicKey] = bodyOf(der)
  const [, bits] = publicKey ? partsOf(publicKey.content) : []
  if (!serial || !bits) throw new RangeError('The certificate is cut short.')
  // The first octet says how many bits of the last one are unused: none.
  const digest = await crypto.subtle.digest('SHA-1', bits.content.slice(1))
  return { serial: hex(serial.content), keyIdentifier: hex(new Uint8Array(digest)) }
}

export type ListSeen = {
  readonly publishedAt: string
  /** By then the next list is published (RFC 5280, 5.1.2.5). */
  readonly nextAt: string | null
  readonly revoked: number
}

export function readList(der: Uint8Array): ListSeen {
  const body = bodyOf(der)
  const times = body.filter(({ tag }) => tag === 0x17 || tag === 0x18).map(instantOf)
  const [publishedAt, nextAt = null] = times
  if (!publishedAt) throw new RangeError('The list is cut short.')
  // Before the times stand the algorithm and the issuer, both sequences as well.
  const entries = body.filter(({ tag }) => tag === 0x30)[2]
  return { publishedAt, nextAt, revoked: entries ? partsOf(entries.content).length : 0 }
}

/** UTCTime or GeneralizedTime, in UTC (RFC 5280, 4.1.2.5). */
function instantOf({ tag, content }: Part): string {
  const text = String.fromCharCode(...content)
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19'
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(tag === 0x17 ? century + text : text) ?? []
  return new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`).toISOString()
}

/** The certificates of a PEM file (RFC 7468), in DER. */
export function readPem(text: string): Uint8Array<ArrayBuffer>[] {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64 = '']) =>
    Uint8Array.from(atob(base64.replace(/\s/g, '')), (it) => it.charCodeAt(0)),
  )
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('')
}
