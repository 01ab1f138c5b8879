import { newId } from '#kernel/id'
import type { Routes } from '#kernel/system'
import { byOf, steward } from '../callers.ts'
import { SubsystemParams } from '../contract.ts'
import { CompositeList, CompositeParams, CompositeSave } from '../contract-composites.ts'
import { parseServiceId } from '../domain/identifier.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { malformed, unknown } from '../problems.ts'
import { deleteComposite, listComposites, saveComposite } from '../storage/composites.ts'
import { findService } from '../storage/services.ts'

/** /subsystems/:id/composites — one question to several services, which its gateway asks for it. */
export function compositeRoutes(needs: ExchangeNeeds): Routes {
  const { kernel, db, members, changes } = needs
  const access = steward

  /** The parts with services that are there, each under a name of its own. */
  async function checked(parts: (typeof CompositeSave)['properties']['parts']['static']) {
    if (new Set(parts.map(({ name }) => name)).size !== parts.length) {
      throw malformed({ vi: 'Hai phần có cùng tên.', en: 'Two parts have the same name.' })
    }
    return Promise.all(
      parts.map(async (it) => {
        const service = parseServiceId(it.service)
        if (!service || !(await findService(db, { code: service }))) throw unknown('service')
        return { ...it, service }
      }),
    )
  }

  return async (app) => {
    app.get(
      '/subsystems/:id/composites',
      {
        config: { access },
        schema: {
          operationId: 'compositeList',
          summary: 'The composite questions of a subsystem',
          params: SubsystemParams,
          response: { 200: CompositeList },
        },
      },
      async (request) => {
        const { id } = await members.subsystem(await byOf(needs, request), request.params.id)
        const found = await listComposites(db, [id])
        return {
          items: found.map(({ code, title, timeBudgetMs, parts, changedAt }) => {
            const at = changedAt.toISOString()
            return { code, title, timeBudgetMs, parts: [...parts], changedAt: at }
          }),
        }
      },
    )

    app.put(
      '/subsystems/:id/composites/:code',
      {
        config: { access },
        schema: {
          operationId: 'compositeSave',
          summary: 'Define a composite question, or define it anew',
          params: CompositeParams,
          body: CompositeSave,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        const subsystem = await members.subsystem(by, request.params.id)
        const { code } = request.params
        const { title, timeBudgetMs } = request.body
        const parts = await checked(request.body.parts)
        const changedAt = kernel.clock.now()
        const made = { code, title, timeBudgetMs, parts, changedAt, subsystemId: subsystem.id }
        await db.transaction().execute(async (tx) => {
          await saveComposite(tx, { ...made, id: newId('composite', changedAt) })
          await changes.make(tx, by, {
            kind: 'composite-saved',
            subject: subsystem.code,
            words: { vi: `Đặt câu hỏi gộp ${title.vi}`, en: `Defined the question ${title.en}` },
          })
        })
        return reply.code(204).send(null)
      },
    )

    app.delete(
      '/subsystems/:id/composites/:code',
      {
        config: { access },
        schema: {
          operationId: 'compositeRemove',
          summary: 'Remove a composite question',
          params: CompositeParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        const subsystem = await members.subsystem(by, request.params.id)
        const { code } = request.params
        await db.transaction().execute(async (tx) => {
          if (!(await deleteComposite(tx, subsystem.id, code))) throw unknown('composite')
          await changes.make(tx, by, {
            kind: 'composite-removed',
            subject: subsystem.code,
            words: { vi: `Gỡ câu hỏi gộp ${code}`, en: `Removed the question ${code}` },
          })
        })
        return reply.code(204).send(null)
      },
    )
  }
}
