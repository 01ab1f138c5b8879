/**
 * How much of a grant is left: so many requests per minute, and per civil day. The day's count is
 * durable, charged in the commit that takes the request on.
 */
import type { GrantEntry } from '../domain/configuration.ts'
import { Fault } from '../domain/fault.ts'
import type { Store } from './store.ts'

export type Quota = {
  /** Takes one; returns the day that is charged. Throws a Fault when none is left. */
  take(grant: GrantEntry, nowMs: number): Promise<number>
}

const minuteMs = 60_000
const dayMs = 86_400_000
/** Asia/Ho_Chi_Minh, which keeps no summer time. */
const zoneMs = 7 * 3_600_000

type Spent = { day: number; count: number; tokens: number; filledMs: number }

export function openQuota(store: Store): Quota {
  const held = new Map<string, Spent>()
  const load = async (grant: GrantEntry, day: number, nowMs: number): Promise<Spent> => {
    const sql = 'select count from spent where grant_id = ? and day = ?'
    const [row] = await store.read<{ count: number }>([sql, grant.id, day])
    const known = held.get(grant.id)
    if (known?.day === day) return known
    const { tokens, filledMs } = known ?? { tokens: grant.requestsPerMinute, filledMs: nowMs }
    const it = { day, count: row?.count ?? 0, tokens, filledMs }
    held.set(grant.id, it)
    return it
  }
  return {
    async take(grant, nowMs) {
      const day = Math.floor((nowMs + zoneMs) / dayMs)
      const known = held.get(grant.id)
      const it = known?.day === day ? known : await load(grant, day, nowMs)
      const { requestsPerMinute: most } = grant
      const gained = (Math.max(0, nowMs - it.filledMs) * most) / minuteMs
      it.tokens = Math.min(most, it.tokens + gained)
      it.filledMs = nowMs
      if (it.count >= grant.requestsPerDay) {
        const leftMs = (day + 1) * dayMs - zoneMs - nowMs
        throw new Fault(
          'QuotaExceeded',
          `${grant.requestsPerDay} requests a day are granted.`,
          Math.ceil(leftMs / 1000),
        )
      }
      if (it.tokens < 1) {
        const waitMs = ((1 - it.tokens) * minuteMs) / most
        throw new Fault(
          'QuotaExceeded',
          `${most} requests a minute are granted.`,
          Math.ceil(waitMs / 1000),
        )
      }
      it.tokens--
      it.count++
      return day
    },
  }
}
