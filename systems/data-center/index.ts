import type { Purpose } from '#kernel/access'
import type { Kernel, Room } from '#kernel/system'
import { agencyRoutes } from './http/agencies.ts'
import { auditRoutes } from './http/audit.ts'
import { operationRoutes } from './http/operations.ts'
import { statusRoutes } from './http/status.ts'
import type { Needs } from './needs.ts'

/** The door of the centre itself: how it is doing, for everyone and for its operators. */
export type DataCenter = Room

const purposes: Record<string, Purpose> = {
  'data-center.operation': {
    words: { vi: 'Vận hành trung tâm dữ liệu', en: 'Operation of the data center' },
    basis: 'Luật Dữ liệu 60/2024/QH15',
  },
}

export function openDataCenter(
  kernel: Kernel,
  { version, rooms, agencies }: Pick<Needs, 'version' | 'rooms' | 'agencies'>,
): DataCenter {
  const needs: Needs = { kernel, version, rooms, agencies, startedAt: kernel.clock.now() }
  return {
    name: 'data-center',
    title: { vi: 'Trung tâm dữ liệu quốc gia', en: 'National data center' },
    purposes,
    routes: async (app) => {
      await app.register(statusRoutes(needs))
      await app.register(operationRoutes(needs))
      await app.register(auditRoutes(needs))
      if (kernel.mode === 'demonstration') await app.register(agencyRoutes(agencies))
    },
  }
}
