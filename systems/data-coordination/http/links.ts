import type { Principal } from '#kernel/access'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import {
  LinkHistory,
  LinkList,
  LinkParams,
  LinkQuery,
  LinkUndo,
  LinkUnlink,
  LinkView,
  OwnLinks,
} from '../contract-linking.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { linkUnknown, type Stewardship } from '../linking/stewardship.ts'
import { linkView, stepViews } from '../linking/views.ts'
import { findRun } from '../storage/linkage-runs.ts'
import { type Belief, findLink, listChanges, listLinks, listLinksOf } from '../storage/links.ts'

export const stewards = ['data-steward'] as const

/** /links — whose rows the rows of registers are, why that is believed, and how to take it back. */
export function linkRoutes(needs: LinkingNeeds, stewardship: Stewardship): Routes {
  const { db } = needs
  const access = { official: stewards, purpose: 'data-coordination.linkage' }
  return async (app) => {
    app.get(
      '/links',
      {
        config: { access },
        schema: {
          operationId: 'linkList',
          summary: 'Links of a dataset, in the order of their ids',
          querystring: LinkQuery,
          response: { 200: LinkList },
        },
      },
      async ({ query: { limit, ...where } }) => ({
        items: (await listLinks(db, where, limit ?? pageSize.default)).map(linkView),
      }),
    )

    app.get(
      '/links/own',
      {
        config: { access: { person: { level: 1 }, purpose: 'data-coordination.correction' } },
        schema: {
          operationId: 'linkOwnList',
          summary: 'Registers of agencies that hold a row about me, as far as they were linked',
          response: { 200: OwnLinks },
        },
      },
      async ({ principal }) => {
        const { personId } = principal as Extract<Principal, { kind: 'person' }>
        const found = await listLinksOf(db, personId as Id<'person'>, pageSize.max)
        return {
          items: found.map(({ dataset, decidedBy, changedAt }) => ({
            dataset,
            decidedBy,
            linkedAt: changedAt.toISOString(),
          })),
        }
      },
    )

    app.get(
      '/links/:id',
      {
        config: { access },
        schema: {
          operationId: 'linkRead',
          summary: 'A link, what each field weighs for and against it, and its history',
          params: LinkParams,
          response: { 200: LinkHistory },
        },
      },
      async ({ params }) => {
        const link = await findLink(db, params.id)
        if (!link) throw linkUnknown()
        const [run, changes] = await Promise.all([
          findRun(db, link.runId),
          listChanges(db, link.id, pageSize.max),
        ])
        return {
          link: linkView(link),
          steps: stepViews(run?.model, link.vector, link.rarity),
          changes: changes.map(({ id, at, kind, byName, reason, before, after }) => ({
            id,
            at: at.toISOString(),
            kind,
            byName,
            reason,
            before: beliefView(before),
            after: beliefView(after),
          })),
        }
      },
    )

    app.post(
      '/links/:id/unlink',
      {
        config: { access },
        schema: {
          operationId: 'linkUnlink',
          summary: 'Take back a link that is wrong',
          params: LinkParams,
          body: LinkUnlink,
          response: { 200: LinkView },
        },
      },
      async ({ params, body, actor }) =>
        linkView(await stewardship.unlink(params.id, body.reason, actor)),
    )

    app.post(
      '/links/:id/undo',
      {
        config: { access },
        schema: {
          operationId: 'linkUndo',
          summary: 'Undo the last change of a link; what was before is restored exactly',
          params: LinkParams,
          body: LinkUndo,
          response: { 200: LinkView },
        },
      },
      async ({ params, body: { changeId, reason }, actor }) =>
        linkView(await stewardship.undo(params.id, changeId, reason, actor)),
    )
  }
}

const beliefView = ({ state, personId, decidedBy }: Belief) => ({ state, personId, decidedBy })
