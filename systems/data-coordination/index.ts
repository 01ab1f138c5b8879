import type { Blockchain } from '#blockchain'
import type { Identity } from '#identity'
import type { Kernel, Room } from '#kernel/system'
import type { Population } from '#population'
import type { TrustServices } from '#trust-services'
import type { AskedAnyway } from './domain/sharing.ts'
import { openExchange } from './exchange.ts'
import { openCorrectionService } from './linking/correction-service.ts'
import { openProcessing } from './processing.ts'
import type { Schema } from './storage/schema.ts'
import type { WorkshopConfig } from './workshop/index.ts'

/** The door of the data coordination and processing platform. */
export type DataCoordination = Room & {
  /** Filled by `server/compose.ts` with what the rooms that ask people know of it. */
  askedAnyway: (since: Date) => Promise<readonly AskedAnyway[]>
}

type Rooms = {
  population: Population
  identity: Identity
  trustServices: TrustServices
  blockchain: Blockchain
}

/** Where gateways of the center's own subsystems take calls; unknown while there is none. */
type Gateways = {
  /** Through which services are tried. */
  readonly tryIt?: (() => string | undefined) | undefined
  /** Through which owners' systems make corrections that the owners accepted. */
  readonly workshop?: (() => string | undefined) | undefined
}

export function openDataCoordination(
  kernel: Kernel,
  rooms: Rooms,
  config: WorkshopConfig,
  { tryIt = () => undefined, workshop = () => undefined }: Gateways = {},
): DataCoordination {
  const db = kernel.database.room<Schema>('data-coordination')
  const exchange = openExchange({ kernel, db, ...rooms }, tryIt, (since) => room.askedAnyway(since))
  const processing = openProcessing({ kernel, db, ...rooms }, config)
  processing.correctThrough(openCorrectionService(workshop))
  const room: DataCoordination = {
    askedAnyway: async () => [],
    name: 'data-coordination',
    title: {
      vi: 'Nền tảng điều phối và xử lý dữ liệu quốc gia',
      en: 'National data coordination and processing platform',
    },
    purposes: { ...exchange.purposes, ...processing.purposes },
    routes: async (app) => {
      await app.register(exchange.routes)
      await app.register(processing.routes)
    },
    jobs: { ...exchange.jobs, ...processing.jobs },
    async start() {
      await exchange.start()
      await processing.start()
    },
  }
  return room
}

export type { AskedAnyway } from './domain/sharing.ts'
export { type Matched, matchRows } from './linking/match.ts'
