import { openIdentity } from '#identity'
import type { Kernel } from '#kernel/system'
import { openPopulation } from '#population'
import { openTrustServices } from '#trust-services'
import type { CenterConfig } from './center.ts'

/** The floor plan. A room can be handed only what is opened above it. */
export function compose(kernel: Kernel, config: CenterConfig) {
  const population = openPopulation(kernel)
  const identity = openIdentity(kernel, { population })
  kernel.authenticate = identity.authenticate
  const trustServices = openTrustServices(kernel, config.trustServices)
  return { population, identity, trustServices }
}

export type Rooms = ReturnType<typeof compose>
