import type { Job } from '#kernel/jobs'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { perform } from '../workshop/running.ts'

/** Takes a run through the steps that are not done yet. */
export function runPipeline(needs: WorkshopNeeds): Job {
  return {
    timeoutMs: 6 * 3_600_000,
    maxAttempts: 25,
    run: ({ runId }: { runId: string }, context) => perform(needs, runId, context),
  }
}
