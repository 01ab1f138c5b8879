import type { Actor } from '#kernel/access'
import type { Job } from '#kernel/jobs'
import { isDue } from '../domain/pipeline.ts'
import { listScheduled } from '../storage/datasets.ts'
import { hasOpenRun, listRuns } from '../storage/runs.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { askRun } from '../workshop/planning.ts'

/** Asks for the runs whose time has come; where one is under way, the next time counts. */
export function startScheduledRuns(needs: WorkshopNeeds): Job {
  const { kernel, db } = needs
  return {
    cron: '* * * * *',
    async run() {
      const now = kernel.clock.now()
      const minute = Math.floor(now.getTime() / 60_000)
      const purpose = 'data-coordination.processing'
      const actor: Actor = {
        kind: 'system',
        id: 'workshop',
        name: 'Lịch chạy của xưởng dữ liệu',
        purpose,
        basis: kernel.purposes.get(purpose)?.basis ?? '',
        requestId: 'schedule',
      }
      for (const { dataset, definition } of await listScheduled(db, 1_000)) {
        if (definition.schedule === null || !isDue(definition.schedule, now)) continue
        const [last] = await listRuns(db, dataset, 1)
        if (last && Math.floor(last.askedAt.getTime() / 60_000) === minute) continue
        if (await hasOpenRun(db, dataset)) continue
        const kind = definition.load.mode
        await askRun(needs, dataset, { kind }, 'publish', actor)
      }
    },
  }
}
