import type { FastifyRequest } from 'fastify'
import type { Id } from '#kernel/id'

export type Caller = {
  readonly personId: Id<'person'>
  readonly accountId: Id<'account'>
  readonly name: string
}

/** The person who is calling, in their own matters. */
export function callerOf({ principal }: FastifyRequest): Caller {
  if (principal.kind !== 'person') throw new Error('The route lets in persons only.')
  const { personId, accountId, name } = principal
  return { personId: personId as Id<'person'>, accountId: accountId as Id<'account'>, name }
}
