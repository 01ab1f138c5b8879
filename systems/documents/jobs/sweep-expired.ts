import type { Kysely } from 'kysely'
import type { Job } from '#kernel/jobs'
import type { Kernel } from '#kernel/system'
import { sweep } from '../storage/credentials.ts'
import type { Schema } from '../storage/schema.ts'

const dayMs = 86_400_000

/** Forgets nonces that are over, and after a day what holders showed to verifiers. */
export function sweepExpired({ clock }: Kernel, db: Kysely<Schema>): Job {
  return {
    cron: '*/15 * * * *',
    async run() {
      const now = clock.now()
      await sweep(db, now, new Date(now.getTime() - dayMs))
    },
  }
}
