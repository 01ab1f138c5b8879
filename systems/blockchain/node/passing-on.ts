import type { ChainDriver } from '#engines/chain'
import { wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import type { Pool } from '../pool/pool.ts'
import { hexOf } from '../state/bytes.ts'

const pauseMs = 1_000
const mostBytes = 1_048_576
const mostGas = 60_000_000n

/**
 * Passes on again what would fill the next block and has waited through a pause: the program of
 * consensus forgets what it was handed when it ends, takes nothing before it is up, and makes no
 * block while it knows of nothing. Answers how to stop.
 */
export function passOnWaiting(pool: Pool, driver: ChainDriver, log: Log): () => Promise<void> {
  const ending = new AbortController()
  let before = new Set<string>()

  async function pass(): Promise<void> {
    const next = pool.pick(mostBytes, mostGas)
    for (const { hash, raw } of next) {
      if (ending.signal.aborted) return
      if (before.has(hexOf(hash)) && pool.get(hash)) await driver.submit(raw)
    }
    before = new Set(next.map(({ hash }) => hexOf(hash)))
  }

  const passing = (async () => {
    while (!ending.signal.aborted) {
      await wait(pauseMs, ending.signal).catch(() => undefined)
      await pass().catch((error: unknown) => {
        log.debug({ err: error }, 'what waits was not passed on; it is tried again')
      })
    }
  })()
  return async () => {
    ending.abort()
    await passing
  }
}
