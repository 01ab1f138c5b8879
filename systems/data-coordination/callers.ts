import type { FastifyRequest } from 'fastify'
import { officeFor } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { By } from './changes.ts'
import type { Needs } from './needs.ts'

export const operator = {
  official: ['operator'],
  purpose: 'data-coordination.registry',
} as const
export const steward = {
  official: ['data-steward'],
  purpose: 'data-coordination.registry',
} as const
export const either = {
  official: ['operator', 'data-steward'],
  purpose: 'data-coordination.registry',
} as const

/**
 * Whom a caller may act for: an operator for all members, a data steward for the members that are
 * their organisation. In a demonstration the data center's own steward acts for all.
 */
export async function byOf(
  { kernel, identity }: Pick<Needs, 'kernel' | 'identity'>,
  { principal, actor, routeOptions }: FastifyRequest,
): Promise<By> {
  const { access } = routeOptions.config
  const roles = access && 'official' in access ? (access.official ?? []) : []
  const who = { id: actor.id, name: actor.name }
  if (roles.includes('operator') && officeFor(['operator'], principal)) {
    return { ...who, organisations: 'all' }
  }
  if (principal.kind !== 'person' || !roles.includes('data-steward')) {
    return { ...who, organisations: [] }
  }
  const offices = principal.offices.filter((it) => it.role === 'data-steward')
  const organisations = offices.map((it) => it.organisationId)
  if (kernel.mode === 'demonstration') {
    for (const id of organisations) {
      const found = await identity.organisation(id as Id<'organisation'>)
      if (found?.kind === 'data-center') return { ...who, organisations: 'all' }
    }
  }
  return { ...who, organisations }
}

/** Whoever works for the state or stands for a firm may look into the catalogue. */
export const everyOfficial = {
  official: [
    'data-steward',
    'operator',
    'civil-registrar',
    'commune-police',
    'hospital-recorder',
    'representative',
  ],
  purpose: 'data-coordination.registry',
} as const
