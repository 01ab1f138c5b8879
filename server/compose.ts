import { openIdentity } from '#identity'
import type { Kernel } from '#kernel/system'
import { openPopulation } from '#population'

/** The floor plan. A room can be handed only what is opened above it. */
export function compose(kernel: Kernel) {
  const population = openPopulation(kernel)
  const identity = openIdentity(kernel, { population })
  kernel.authenticate = identity.authenticate
  return { population, identity }
}

export type Rooms = ReturnType<typeof compose>
