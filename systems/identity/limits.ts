import { createHmac } from 'node:crypto'
import type { Kysely } from 'kysely'
import { networkOf } from '#kernel/access'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { countAttempt, forgetAttempts } from './storage/attempts.ts'
import type { Schema } from './storage/schema.ts'

const minute = 60_000
const hour = 60 * minute

/**
 * How often something may be tried at one number and from one address. An address may stand for a
 * whole office, so its limits are wide; a number's are not.
 */
const allowed = {
  enrolment: { number: [5, hour], address: [200, hour] },
  totp: { number: [5, 15 * minute], address: [200, 15 * minute] },
  app: { number: [5, 10 * minute], address: [200, 10 * minute] },
  recovery: { number: [5, hour], address: [200, hour] },
} as const

export type Tried = keyof typeof allowed

export type Limits = ReturnType<typeof openLimits>

/** Counts tries in the database, so that all processes count together; numbers only as digests. */
export function openLimits({ clock, secrets }: Kernel, db: Kysely<Schema>) {
  const secret = secrets.derive('identity-attempts')
  const keyOf = (...parts: string[]): Buffer =>
    createHmac('sha256', secret).update(parts.join(' ')).digest()

  async function count(key: Buffer, [max, windowMs]: readonly [number, number]): Promise<void> {
    const now = clock.now()
    const { count: tries, endsAt } = await countAttempt(db, key, now, windowMs)
    if (tries > max) throw tooManyTries(Math.ceil((endsAt.getTime() - now.getTime()) / 1000))
  }

  return {
    /** Counts a try before it is made. Throws 429 when there were too many. */
    async count(what: Tried, number: string, address: string): Promise<void> {
      await count(keyOf(what, 'address', networkOf(address)), allowed[what].address)
      await count(keyOf(what, 'number', number), allowed[what].number)
    },
    /** After a success: the number starts afresh. */
    async forget(what: Tried, number: string): Promise<void> {
      await forgetAttempts(db, keyOf(what, 'number', number))
    },
    /** Stops further tries at a number for a while: someone reported them. */
    async block(what: Tried, number: string): Promise<void> {
      const [max, windowMs] = allowed[what].number
      for (let tries = 0; tries <= max; tries++) {
        await countAttempt(db, keyOf(what, 'number', number), clock.now(), windowMs)
      }
    },
  }
}

function tooManyTries(retryAfterSeconds: number): Problem {
  return new Problem(
    429,
    'identity.too-many-tries',
    {
      vi: 'Đã thử quá nhiều lần. Vui lòng chờ rồi thử lại, hoặc dùng cách đăng nhập khác.',
      en: 'Too many tries. Please wait, or log in another way.',
    },
    { retryAfterSeconds },
  )
}
