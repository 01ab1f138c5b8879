import type { Job } from '#kernel/jobs'
import type { Needs } from '../needs.ts'
import { sweepMeasures } from '../storage/measures.ts'
import { sweepUses } from '../storage/reports.ts'

const [usesDays, measuresDays] = [90, 400]

/** Forgets what is no longer asked about: marks of uses, and measures by the minute. */
export function sweepReports({ kernel: { clock }, db }: Pick<Needs, 'kernel' | 'db'>): Job {
  const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 86_400_000)
  return {
    cron: '29 2 * * *',
    async run() {
      await sweepUses(db, daysAgo(usesDays))
      await sweepMeasures(db, daysAgo(measuresDays))
    },
  }
}
