import type { Job } from '#kernel/jobs'
import type { Kernel } from '#kernel/system'
import type { Anchoring } from '../anchoring.ts'

/** Anchors the audit book, run after run: whoever changes it later cannot do so unseen. */
export function sealAudit({ audit }: Kernel, { anchor }: Pick<Anchoring, 'anchor'>): Job {
  return {
    cron: '* * * * *',
    async run(_payload, { signal }) {
      while (!signal.aborted && (await audit.seal((tx, it) => anchor(tx, 'audit', [it])))) {
        // Until all that may be sealed by now is.
      }
    },
  }
}
