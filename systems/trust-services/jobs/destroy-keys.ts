import type { Kysely } from 'kysely'
import type { Clock } from '#kernel/clock'
import type { Job } from '#kernel/jobs'
import type { Keys } from '../keys/keys.ts'
import { listSpentKeys } from '../storage/keys.ts'
import type { Schema } from '../storage/schema.ts'

/** By then no process holds a spent key at hand any more. */
const restMs = 24 * 3_600_000

/** Destroys the keys of certificates that were replaced or revoked a day ago. */
export function destroyKeys(db: Kysely<Schema>, keys: Keys, clock: Clock): Job {
  return {
    cron: '27 3 * * *',
    async run() {
      const then = new Date(clock.now().getTime() - restMs)
      for (const id of await listSpentKeys(db, then)) await keys.destroy(id)
    },
  }
}
