import type { Kysely } from 'kysely'
import type { Job } from '#kernel/jobs'
import type { Kernel } from '#kernel/system'
import { forgetPresentations } from '../storage/presentations.ts'
import type { Schema } from '../storage/schema.ts'

const dayMs = 86_400_000

/** Forgets after a day what holders showed to verifiers. */
export function sweepExpired({ clock }: Kernel, db: Kysely<Schema>): Job {
  return {
    cron: '*/15 * * * *',
    run: () => forgetPresentations(db, new Date(clock.now().getTime() - dayMs)),
  }
}
