import type { Level } from './account.ts'

/** How someone logged in. */
export type Method = 'passkey' | 'app' | 'totp'

/**
 * What each method proves at most. A passkey and the main device hold a key that does not leave
 * them and ask for the person (NIST SP 800-63B: multi-factor, phishing-resistant or verified by
 * number matching). A number with a one-time code is one factor that can be passed on: it opens
 * what level 1 opens, whatever the level of the account.
 */
const proves: Record<Method, Level> = { passkey: 2, app: 2, totp: 1 }

/** The level of a session: no higher than the account's and than the method proves. */
export function assuranceOf(method: Method, level: Level): Level {
  return Math.min(proves[method], level) as Level
}

/** The authentication context class that relying parties are told (OIDC Core, section 2). */
export function contextOf(level: Level): string {
  return `urn:ndc:loa:${level}`
}

export const contexts = [contextOf(1), contextOf(2)]

/** Authentication methods in the words of RFC 8176. */
export const methodReferences: Record<Method, readonly string[]> = {
  passkey: ['hwk', 'user'],
  app: ['hwk', 'mca'],
  totp: ['otp'],
}

/** The lowest level among the contexts that a relying party asks for; undefined asks for none. */
export function levelAsked(acrValues: readonly string[]): Level | undefined {
  const asked = ([1, 2] as const).filter((it) => acrValues.includes(contextOf(it)))
  return asked[0]
}
