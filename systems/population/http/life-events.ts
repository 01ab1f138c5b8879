import type { FastifyRequest } from 'fastify'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { LifeEventDone, LifeEventReport } from '../contract.ts'
import { parseName } from '../domain/name.ts'
import type { Needs } from '../needs.ts'

/** /life-events — a registrar reports what happened in a life. */
export function lifeEventRoutes({ db, register }: Needs): Routes {
  return async (app) => {
    app.post(
      '/life-events',
      {
        config: {
          access: {
            official: ['civil-registrar'],
            purpose: 'population.registry',
            freshMinutes: 60,
          },
        },
        schema: {
          operationId: 'lifeEventReport',
          summary: 'Record a death, marriage, divorce, move or correction',
          body: LifeEventReport,
          response: { 201: LifeEventDone },
        },
      },
      async (request, reply) => {
        const { actor, body } = request
        const people: Id<'person'>[] =
          body.kind === 'marriage' ? [body.firstId, body.secondId] : [body.personId]
        refuseOwn(request, people)
        await db.transaction().execute(async (tx) => {
          switch (body.kind) {
            case 'death':
              return register.recordDeath(tx, body.personId, body.diedOn, body.source, actor)
            case 'marriage':
              return register.recordMarriage(tx, body, actor)
            case 'divorce':
              return register.recordDivorce(tx, body.personId, body.endedOn, body.source, actor)
            case 'move':
              return register.recordMove(tx, body, actor)
            case 'correction': {
              const { fullName, ...set } = body.set
              const name = fullName === undefined ? {} : { name: parseName(fullName) }
              const it = { ...body, set: { ...set, ...name } }
              return register.correct(tx, body.personId, it, actor)
            }
          }
        })
        return reply.code(201).send({ people })
      },
    )
  }
}

/** Nobody writes as an official into a record of their own. */
function refuseOwn({ principal }: FastifyRequest, people: readonly Id<'person'>[]): void {
  if (principal.kind !== 'person' || !people.some((it) => it === principal.personId)) return
  throw new Problem(403, 'population.own-record', {
    vi: 'Cán bộ không được tự ghi vào dữ liệu của chính mình.',
    en: 'Officials may not write into their own record.',
  })
}
