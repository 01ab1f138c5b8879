import type { Kysely } from 'kysely'
import type { Job } from '#kernel/jobs'
import type { Kernel } from '#kernel/system'
import { forgetNonces } from '../storage/credentials.ts'
import type { Schema } from '../storage/schema.ts'

/** Forgets nonces that are over. */
export function sweepExpired({ clock }: Kernel, db: Kysely<Schema>): Job {
  return { cron: '*/15 * * * *', run: () => forgetNonces(db, clock.now()) }
}
