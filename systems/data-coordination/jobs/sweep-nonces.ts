import type { Job } from '#kernel/jobs'
import { nonceLifeMs } from '../gateway-calls.ts'
import type { Needs } from '../needs.ts'
import { sweepNonces as sweep } from '../storage/gateway-certificates.ts'

/** Forgets calls that are too old to be repeated. */
export function sweepNonces({ kernel: { clock }, db }: Pick<Needs, 'kernel' | 'db'>): Job {
  return {
    cron: '*/5 * * * *',
    run: () => sweep(db, new Date(clock.now().getTime() - nonceLifeMs)),
  }
}
