import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Needs } from '../needs.ts'

/** One try to get from another agency what a case needs; what fails is put off, not thrown. */
export function askAgency({ enquiring }: Needs): Job {
  return {
    run: ({ enquiryId }: { enquiryId: Id<'enquiry'> }, { signal }) =>
      enquiring.attempt(enquiryId, signal),
  }
}

/** Each minute: asks again what was put off until then. */
export function askDueAgencies({ enquiring }: Needs): Job {
  return { cron: '* * * * *', maxAttempts: 1, run: () => enquiring.askDue() }
}
