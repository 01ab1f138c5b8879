import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Corrections } from '../linking/corrections.ts'

/** Has the owner's system make an accepted correction. Tried for some hours, then by hand. */
export function deliverCorrection(corrections: Corrections): Job {
  return {
    maxAttempts: 12,
    timeoutMs: 30_000,
    run: ({ id }: { id: Id<'correction'> }) => corrections.deliver(id),
  }
}
