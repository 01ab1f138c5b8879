import type { Job } from '#kernel/jobs'
import { center } from '../changes.ts'
import type { Needs } from '../needs.ts'
import { takeEnding } from '../storage/grants.ts'

const reminderDays = 30

/** Tells both sides, once, that a grant is about to end. */
export function remindGrants({ kernel: { clock, events }, db, changes }: Needs): Job {
  return {
    cron: '41 1 * * *',
    async run() {
      const now = clock.now()
      const before = new Date(now.getTime() + reminderDays * 86_400_000)
      await db.transaction().execute(async (tx) => {
        for (const { id, expiresAt } of await takeEnding(tx, now, before)) {
          await events.publish(tx, 'data-coordination.grant-ending', { grantId: id })
          const day = expiresAt.toISOString().slice(0, 10)
          await changes.note(tx, center, {
            kind: 'grant-ending',
            subject: id,
            words: {
              vi: `Quyền truy cập hết hạn ngày ${day}; hãy gia hạn nếu còn cần.`,
              en: `A grant ends on ${day}; ask again if it is still needed.`,
            },
          })
        }
      })
    },
  }
}
