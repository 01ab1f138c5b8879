import { sha256 } from '#kernel/digest'

/**
 * Does every disclosure of an SD-JWT stand behind exactly one digest of the issuer's? One that does
 * not, or stands there twice, must be refused (RFC 9901, section 7.1); libraries pass it over.
 *
 * @param token The issuer-signed JWT and its disclosures, separated and ended by "~".
 */
export function areAllReferenced(token: string): boolean {
  const [jwt = '', ...disclosures] = token.split('~').filter(Boolean)
  try {
    const digests = new Map<string, number>()
    gather(decode(jwt.split('.')[1] ?? ''), digests)
    for (const it of disclosures) gather(decode(it), digests)
    const used = disclosures.map((it) => sha256(it).toString('base64url'))
    return (
      new Set(used).size === used.length &&
      used.every((it) => digests.get(it) === 1) &&
      [...digests.values()].every((count) => count === 1)
    )
  } catch {
    return false
  }
}

const maxDepth = 10

/** Counts the digests under `_sd` and `...`, wherever they stand. */
function gather(value: unknown, digests: Map<string, number>, depth = 0): void {
  if (depth > maxDepth) throw new RangeError('too deep')
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const found = key === '_sd' && Array.isArray(inner) ? inner : key === '...' ? [inner] : []
    for (const digest of found) {
      digests.set(String(digest), (digests.get(String(digest)) ?? 0) + 1)
    }
    if (found.length === 0) gather(inner, digests, depth + 1)
  }
}

function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}
