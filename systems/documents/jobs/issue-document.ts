import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Issuing } from '../issuing.ts'

/** Renders, signs and time-stamps an ordered document. */
export function issueDocument(issuing: Issuing): Job {
  return {
    timeoutMs: 30_000,
    run: ({ documentId }: { documentId: Id<'document'> }) => issuing.issue(documentId),
  }
}
