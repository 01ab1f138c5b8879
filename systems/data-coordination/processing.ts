import type { Purpose } from '#kernel/access'
import type { Room } from '#kernel/system'
import type { ProcessingNeeds } from './processing-needs.ts'

/** The half that makes agencies' data correct, linked and usable. */
export type Processing = Pick<Required<Room>, 'purposes' | 'routes' | 'jobs' | 'start'>

const purposes: Record<string, Purpose> = {
  'data-coordination.processing': {
    words: {
      vi: 'Làm sạch, đối soát và chuẩn hóa dữ liệu của cơ quan nhà nước',
      en: 'Cleaning, matching and standardising the data of agencies',
    },
    basis: 'Luật Dữ liệu 60/2024/QH15',
  },
}

export function openProcessing(_needs: ProcessingNeeds): Processing {
  return {
    purposes,
    routes: async () => undefined,
    jobs: {},
    start: async () => undefined,
  }
}
