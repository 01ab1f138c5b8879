/** Keys that this device makes and that nobody can take out of it: P-256 in WebCrypto. */

const p256 = { name: 'ECDSA', namedCurve: 'P-256' }

export function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(p256, false, ['sign', 'verify'])
}

/** ES256 over the text (RFC 7518, section 3.4), as base64url. */
export async function sign(key: CryptoKey, text: string): Promise<string> {
  const data = new TextEncoder().encode(text)
  const signature = await crypto.subtle.sign({ ...p256, hash: 'SHA-256' }, key, data)
  return encodeBytes(new Uint8Array(signature))
}

/** The public half, as JWK without anything that WebCrypto adds. */
export async function publicJwk({ publicKey }: CryptoKeyPair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty, crv, x, y }
}

export function encodeText(text: string): string {
  return encodeBytes(new TextEncoder().encode(text))
}

export function encodeBytes(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function decodeText(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, (it) => it.charCodeAt(0)))
}
