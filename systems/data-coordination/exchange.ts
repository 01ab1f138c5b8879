import type { Purpose } from '#kernel/access'
import type { Room } from '#kernel/system'
import type { Needs } from './needs.ts'

/** The half that lets agencies ask each other. */
export type Exchange = Pick<Required<Room>, 'purposes' | 'routes' | 'jobs' | 'start'>

const purposes: Record<string, Purpose> = {
  'data-coordination.registry': {
    words: {
      vi: 'Quản lý thành viên, dịch vụ dữ liệu và quyền truy cập',
      en: 'Members, data services and access rights',
    },
    basis: 'Luật Dữ liệu 60/2024/QH15; Nghị định 47/2020/NĐ-CP',
  },
}

export function openExchange(_needs: Needs): Exchange {
  return {
    purposes,
    routes: async () => undefined,
    jobs: {},
    start: async () => undefined,
  }
}
