import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  LinkageRunList,
  LinkageRunQuery,
  LinkageSetting,
  LinkHistory,
  LinkList,
  LinkParams,
  LinkQuery,
  LinkUndo,
  LinkUnlink,
  LinkView,
  SettingParams,
} from '../contract-linking.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { linkUnknown, type Stewardship } from '../linking/stewardship.ts'
import { linkView, stepViews } from '../linking/views.ts'
import { findRun, findSetting, listRuns, saveSetting } from '../storage/linkage-runs.ts'
import { type Belief, findLink, listChanges, listLinks } from '../storage/links.ts'

export const stewards = ['data-steward'] as const

/** /links — whose rows the rows of registers are, why that is believed, and how to take it back. */
export function linkRoutes(needs: LinkingNeeds, stewardship: Stewardship): Routes {
  const { db, kernel } = needs
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

    app.get(
      '/linkage-runs',
      {
        config: { access },
        schema: {
          operationId: 'linkageRunList',
          summary:
            'How often a dataset was compared with the population register, and what came of it',
          querystring: LinkageRunQuery,
          response: { 200: LinkageRunList },
        },
      },
      async ({ query: { dataset, limit } }) => ({
        items: (await listRuns(db, dataset, limit ?? pageSize.default)).map((it) => ({
          id: it.id,
          startedAt: it.startedAt.toISOString(),
          endedAt: it.endedAt?.toISOString() ?? null,
          ...it.counts,
        })),
      }),
    )

    app.get(
      '/linkage-settings/:dataset',
      {
        config: { access },
        schema: {
          operationId: 'linkageSettingRead',
          summary: 'How a dataset is linked and merged',
          params: SettingParams,
          response: { 200: LinkageSetting },
        },
      },
      async ({ params }) => settingView(await findSetting(db, params.dataset)),
    )

    app.put(
      '/linkage-settings/:dataset',
      {
        config: { access },
        schema: {
          operationId: 'linkageSettingSave',
          summary: 'Say how a dataset is linked and merged, from its next run on',
          params: SettingParams,
          body: LinkageSetting,
          response: { 200: LinkageSetting },
        },
      },
      async ({ params, body, actor }) => {
        const setting = { ...body, eyes: body.eyes === 2 ? 2 : 1 } as const
        const changed = { at: kernel.clock.now(), by: actor.name }
        await saveSetting(db, params.dataset, setting, changed)
        return settingView(await findSetting(db, params.dataset))
      },
    )
  }
}

function settingView(it: Awaited<ReturnType<typeof findSetting>>) {
  const survivorship = Object.entries(it.survivorship).map(([column, all]) => [column, [...all]])
  return { ...it, survivorship: Object.fromEntries(survivorship) as Record<string, never[]> }
}

const beliefView = ({ state, personId, decidedBy }: Belief) => ({ state, personId, decidedBy })
