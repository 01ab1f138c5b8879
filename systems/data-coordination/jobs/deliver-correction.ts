import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Corrections } from '../linking/corrections.ts'

/** Hands a correction to the owner's own system. Tried for some hours; the queue has it anyway. */
export function deliverCorrection(corrections: Corrections): Job {
  return {
    maxAttempts: 12,
    timeoutMs: 30_000,
    run: ({ id }: { id: Id<'correction'> }) => corrections.deliver(id),
  }
}
