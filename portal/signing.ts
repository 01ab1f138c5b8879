import canonicalize from 'canonicalize'

/**
 * Makes sure that what a passkey is about to sign is what stands on the screen: the challenge must
 * be the SHA-256 of its canonical form (RFC 8785). Throws when it is not.
 */
export async function checkShown(shown: object, challenge: string): Promise<void> {
  const data = new TextEncoder().encode(canonicalize(shown))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
  const text = btoa(String.fromCharCode(...digest))
  const expected = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  if (expected !== challenge) throw new Error('What is to be signed is not what is shown.')
}
