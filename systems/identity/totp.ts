import { Secret, TOTP } from 'otpauth'
import type { Kernel } from '#kernel/system'

/** One-time codes (RFC 6238): six digits, SHA-1 as every authenticator app expects, 30 seconds. */
const shape = { issuer: 'NDC', algorithm: 'SHA1', digits: 6, period: 30 } as const
const purpose = (accountId: string) => `identity-totp ${accountId}`

/** A new secret: sealed for the account, and as the app is told it. */
export function newTotp({ secrets }: Kernel, accountId: string, label: string) {
  const secret = new Secret({ size: 20 })
  const totp = new TOTP({ ...shape, label, secret })
  const sealed = secrets.seal(purpose(accountId), Buffer.from(secret.bytes))
  return { sealed, uri: totp.toString(), secret: secret.base32 }
}

/** The step of 30 seconds that a code belongs to; one step early or late is forgiven. */
export function stepOf(
  { secrets, clock }: Kernel,
  accountId: string,
  sealed: Buffer,
  code: string,
): number | null {
  const bytes = secrets.unseal(purpose(accountId), sealed)
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer })
  const now = clock.now().getTime()
  const delta = new TOTP({ ...shape, secret }).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / 1000 / shape.period) + delta
}
