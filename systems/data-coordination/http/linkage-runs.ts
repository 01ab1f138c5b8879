import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  LinkageRunList,
  LinkageRunQuery,
  LinkageSetting,
  SettingParams,
} from '../contract-linking.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { findSetting, listRuns, saveSetting } from '../storage/linkage-runs.ts'
import { stewards } from './links.ts'

/** /linkage-runs, /linkage-settings — how datasets are linked, and what came of it. */
export function linkageRunRoutes({ db, kernel }: LinkingNeeds): Routes {
  const access = { official: stewards, purpose: 'data-coordination.linkage' }
  return async (app) => {
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
