import type { Purpose } from '#kernel/access'
import type { Room } from '#kernel/system'
import type { DeliverCorrection } from './linking/corrections.ts'
import { openLinking } from './linking/index.ts'
import type { ProcessingNeeds } from './processing-needs.ts'
import { openWorkshop, type Workshop, type WorkshopConfig } from './workshop/index.ts'

/** The half that makes agencies' data correct, linked and usable. */
export type Processing = Pick<Required<Room>, 'purposes' | 'routes' | 'jobs' | 'start'> &
  Pick<Workshop, 'gatewaySecret'> & {
    /** Lets an owner's own system make the corrections that the owner accepted. */
    readonly correctThrough: (how: DeliverCorrection) => void
  }

const purposes: Record<string, Purpose> = {
  'data-coordination.processing': {
    words: {
      vi: 'Làm sạch, đối soát và chuẩn hóa dữ liệu của cơ quan nhà nước',
      en: 'Cleaning, matching and standardising the data of agencies',
    },
    basis: 'Luật Dữ liệu 60/2024/QH15',
  },
}

export function openProcessing(needs: ProcessingNeeds, config: WorkshopConfig): Processing {
  const linking = openLinking(needs)
  const workshop = openWorkshop(needs, linking, config)
  return {
    purposes: { ...purposes, ...linking.purposes },
    routes: async (app) => {
      await app.register(workshop.routes)
      await app.register(linking.routes)
    },
    jobs: { ...workshop.jobs, ...linking.jobs },
    start: workshop.start,
    gatewaySecret: workshop.gatewaySecret,
    correctThrough: linking.corrections.deliverThrough,
  }
}
