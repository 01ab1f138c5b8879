import { join } from 'node:path'
import { openBlockchain } from '#blockchain'
import { openDataCenter } from '#data-center'
import { openDataCoordination } from '#data-coordination'
import { openDid } from '#did'
import { openDocuments } from '#documents'
import { openMail } from '#engines/mail'
import { openIdentity } from '#identity'
import type { Kernel } from '#kernel/system'
import { openPopulation } from '#population'
import { openPublicServices } from '#public-services'
import { openTrustServices } from '#trust-services'
import { agencyGateway, agencySwitches, hasAgencies } from './agencies.ts'
import { chainNode, keptMembers } from './chain.ts'
import type { CenterConfig } from './config.ts'
import { version } from './version.ts'

/** The floor plan. A room can be handed only what is opened above it. */
export function compose(kernel: Kernel, config: CenterConfig) {
  const mail = openMail({ ...config.mail, folder: join(kernel.dataDir, 'mail') })
  const population = openPopulation(kernel)
  const identity = openIdentity(kernel, { population })
  kernel.authenticate = identity.authenticate
  const trustServices = openTrustServices(kernel, config.trustServices)
  const blockchain = openBlockchain(kernel, chainNode(kernel.dataDir, config), keptMembers(config))
  const dataCoordination = openDataCoordination(
    kernel,
    { population, identity, trustServices, blockchain },
    config.workshop,
    {
      tryIt: gatewayOf(kernel, config, 'try-it', config.dataCoordination.tryGateway),
      workshop: gatewayOf(kernel, config, 'workshop', config.dataCoordination.workshopGateway),
    },
  )
  const documents = openDocuments(kernel, { population, identity, trustServices, blockchain })
  const did = openDid(kernel, { identity, trustServices, documents })
  const publicServices = openPublicServices(kernel, {
    population,
    identity,
    documents,
    mail,
    gatewayUrl: gatewayOf(kernel, config, 'public-services', config.publicServices.gateway),
  })
  dataCoordination.askedAnyway = publicServices.askedAnyway
  const rooms = {
    population,
    identity,
    trustServices,
    blockchain,
    dataCoordination,
    documents,
    did,
    publicServices,
  }
  const dataCenter = openDataCenter(kernel, {
    version,
    agencies: hasAgencies(config) ? agencySwitches(kernel.dataDir) : undefined,
    rooms: () => [...Object.values(rooms), dataCenter],
  })
  return { ...rooms, dataCenter }
}

/** Where a program of the center asks agencies: as it is set, or as a demonstration has chosen. */
function gatewayOf(
  { dataDir }: Kernel,
  config: CenterConfig,
  code: 'public-services' | 'try-it' | 'workshop',
  set: string,
): (() => string | undefined) | undefined {
  if (set !== '') return () => set
  return hasAgencies(config) ? () => agencyGateway(dataDir, code) : undefined
}

export type Rooms = ReturnType<typeof compose>
