/** What the exchange need not remember for ever is let go in small steps. */
import type { Log } from '#kernel/log'
import type { Store } from './store.ts'

/** An X-Road-Id may not be used again for so long; older messages are refused for their age. */
const claimDays = 90
const spentDays = 7
const everyMs = 10 * 60_000
const dayMs = 86_400_000
/** Rows at a time, so that nobody waits for it. */
const atOnce = 2_000

/** Returns how to stop it. */
export function beginForgetting(store: Store, nowMs: () => number, log: Log): () => void {
  const forget = async (): Promise<void> => {
    const now = nowMs()
    await store.write([
      [
        `delete from claim where at < ? and evidence is not null
           and id in (select id from claim order by id limit ?)`,
        now - claimDays * dayMs,
        atOnce,
      ],
      ['delete from spent where day < ?', Math.floor(now / dayMs) - spentDays],
    ])
  }
  const timer = setInterval(() => {
    forget().catch((error: Error) => log.warn({ reason: error.message }, 'nothing was forgotten'))
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
