import type { Routes } from '#kernel/system'
import { byOf, either } from '../callers.ts'
import { Made } from '../contract.ts'
import {
  CompositeChange,
  CompositeDefine,
  CompositeList,
  CompositeParams,
} from '../contract-composites.ts'
import { parametersOf } from '../domain/composite.ts'
import type { Composite } from '../domain/configuration.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { listComposites } from '../storage/composites.ts'

/** /composites — questions to several services at once. */
export function compositeRoutes(needs: ExchangeNeeds): Routes {
  const { db, composites } = needs
  const config = { access: either }
  return async (app) => {
    app.get(
      '/composites',
      {
        config,
        schema: {
          operationId: 'compositeList',
          summary: 'Questions to several services at once',
          response: { 200: CompositeList },
        },
      },
      async () => {
        const found = await listComposites(db)
        return {
          items: found.map(({ clientId: _, changedAt, ...it }) => ({
            ...it,
            parts: [...it.parts],
            parameters: parametersOf(it),
            changedAt: changedAt.toISOString(),
          })),
        }
      },
    )

    app.post(
      '/composites',
      {
        config,
        schema: {
          operationId: 'compositeDefine',
          summary: 'Let the systems of a subsystem ask several services at once',
          body: CompositeDefine,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const { clientId, code, ...said } = request.body
        const by = await byOf(needs, request)
        const parts = said.parts as Composite['parts']
        const id = await composites.define(by, clientId, code, { ...said, parts })
        return reply.code(201).send({ id })
      },
    )

    app.post(
      '/composites/:id',
      {
        config,
        schema: {
          operationId: 'compositeChange',
          summary: 'Change a question to several services',
          params: CompositeParams,
          body: CompositeChange,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        const parts = request.body.parts as Composite['parts']
        await composites.change(by, request.params.id, { ...request.body, parts })
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/composites/:id/removal',
      {
        config,
        schema: {
          operationId: 'compositeRemove',
          summary: 'Remove a question to several services',
          params: CompositeParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await composites.remove(await byOf(needs, request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}
