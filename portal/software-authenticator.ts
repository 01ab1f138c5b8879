/**
 * A WebAuthn authenticator in software, for the ready people of the demonstration and for tests: it
 * takes part in the same ceremonies as a phone or a security key (Web Authentication Level 3) with
 * WebCrypto alone, in a browser or in Node. Its keys can be copied, so production never uses it.
 */

/** A credential that the authenticator holds; JSON through and through. */
export type SoftwarePasskey = {
  credentialId: string
  userHandle: string
  rpId: string
  /** P-256, as JWK (RFC 7517). */
  privateKey: JsonWebKeyP256
}

export type JsonWebKeyP256 = { kty?: string; crv?: string; x?: string; y?: string; d?: string }

export type CreationRequest = {
  challenge: string
  rp: { id?: string; name: string }
  user: { id: string }
}

export type AssertionRequest = { challenge: string; rpId?: string }

/** The registration response as `PublicKeyCredential.toJSON()` writes it. */
export type AttestationJson = {
  id: string
  rawId: string
  type: 'public-key'
  response: { clientDataJSON: string; attestationObject: string; transports: string[] }
  clientExtensionResults: Record<string, never>
}

export type AssertionJson = {
  id: string
  rawId: string
  type: 'public-key'
  response: {
    clientDataJSON: string
    authenticatorData: string
    signature: string
    userHandle: string
  }
  clientExtensionResults: Record<string, never>
}

/** User present (bit 0) and verified (bit 2); in a registration also attested data (bit 6). */
const flags = { assertion: 0x05, attestation: 0x45 }
const p256 = { name: 'ECDSA', namedCurve: 'P-256' }

/** Makes a credential for a site (`navigator.credentials.create`); attestation "none". */
export async function create(
  options: CreationRequest,
  origin: string,
): Promise<{ passkey: SoftwarePasskey; response: AttestationJson }> {
  const rpId = options.rp.id ?? new URL(origin).hostname
  const pair = await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const privateKey = { kty, crv, x, y, d } as JsonWebKeyP256
  const credentialId = crypto.getRandomValues(new Uint8Array(32))
  const publicKey = map([
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytes(fromBase64Url(x ?? ''))],
    [integer(-3), bytes(fromBase64Url(y ?? ''))],
  ])
  const authenticatorData = concat([
    await sha256(encode(rpId)),
    Uint8Array.of(flags.attestation, 0, 0, 0, 0),
    new Uint8Array(16),
    Uint8Array.of(0, credentialId.length),
    credentialId,
    publicKey,
  ])
  const attestationObject = map([
    [text('fmt'), text('none')],
    [text('attStmt'), map([])],
    [text('authData'), bytes(authenticatorData)],
  ])
  const id = toBase64Url(credentialId)
  return {
    passkey: { credentialId: id, userHandle: options.user.id, rpId, privateKey },
    response: {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: toBase64Url(clientData('webauthn.create', options.challenge, origin)),
        attestationObject: toBase64Url(attestationObject),
        transports: ['internal'],
      },
      clientExtensionResults: {},
    },
  }
}

/** Signs a challenge with a credential (`navigator.credentials.get`). */
export async function get(
  passkey: SoftwarePasskey,
  options: AssertionRequest,
  origin: string,
): Promise<AssertionJson> {
  const key = await crypto.subtle.importKey(
    'jwk',
    { ...passkey.privateKey, ext: true },
    p256,
    false,
    ['sign'],
  )
  const client = clientData('webauthn.get', options.challenge, origin)
  const authenticatorData = concat([
    await sha256(encode(options.rpId ?? passkey.rpId)),
    Uint8Array.of(flags.assertion, 0, 0, 0, 0),
  ])
  const signed = concat([authenticatorData, await sha256(client)])
  const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, signed)
  return {
    id: passkey.credentialId,
    rawId: passkey.credentialId,
    type: 'public-key',
    response: {
      clientDataJSON: toBase64Url(client),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(derSignature(new Uint8Array(raw))),
      userHandle: passkey.userHandle,
    },
    clientExtensionResults: {},
  }
}

type Bytes = Uint8Array<ArrayBuffer>

function clientData(type: string, challenge: string, origin: string): Bytes {
  return encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data))
}

function encode(value: string): Bytes {
  return new TextEncoder().encode(value)
}

function concat(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, it) => sum + it.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** WebCrypto gives r ‖ s; WebAuthn wants an ASN.1 SEQUENCE of the two integers. */
function derSignature(raw: Bytes): Bytes {
  const derInteger = (half: Bytes): Bytes => {
    let start = 0
    while (start < half.length - 1 && half[start] === 0) start++
    const digits = half.slice(start)
    const padded = (digits[0] ?? 0) > 0x7f ? concat([Uint8Array.of(0), digits]) : digits
    return concat([Uint8Array.of(0x02, padded.length), padded])
  }
  const body = concat([derInteger(raw.slice(0, 32)), derInteger(raw.slice(32))])
  return concat([Uint8Array.of(0x30, body.length), body])
}

// CBOR (RFC 8949), as much of it as a credential needs.

function head(major: number, value: number): Bytes {
  if (value < 24) return Uint8Array.of((major << 5) | value)
  if (value < 256) return Uint8Array.of((major << 5) | 24, value)
  return Uint8Array.of((major << 5) | 25, value >> 8, value & 0xff)
}

const integer = (value: number): Bytes => (value < 0 ? head(1, -1 - value) : head(0, value))
const bytes = (value: Bytes): Bytes => concat([head(2, value.length), value])
const text = (value: string): Bytes => concat([head(3, value.length), encode(value)])
const map = (entries: [Bytes, Bytes][]): Bytes =>
  concat([head(5, entries.length), ...entries.flat()])

function toBase64Url(data: Bytes): string {
  let binary = ''
  for (const byte of data) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(value: string): Bytes {
  const binary = atob(value.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (it) => it.charCodeAt(0))
}
