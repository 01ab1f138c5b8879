import type { Job } from '#kernel/jobs'
import type { Authority } from '../authority.ts'
import type { Revocations } from '../revocation.ts'
import type { RootActs } from '../root-acts.ts'

/**
 * Keeps the revocation lists fresh: at once after a revocation, and before each ends. The list
 * of an authority that is named tells something new; without a name those that are due are made.
 */
export function publishLists(
  authority: Authority,
  revocations: Revocations,
  rootActs: RootActs,
): Job {
  return {
    cron: '17 * * * *',
    async run({ serial }: { serial?: string }) {
      const named = (await authority.authorities()).find((it) => it.serial === serial)
      if (named) await revocations.publish(named, true)
      await revocations.publishDue()
      await rootActs.doDue()
    },
  }
}
