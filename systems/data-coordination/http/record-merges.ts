import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  MergeChange,
  MergeDetail,
  MergeList,
  MergeParams,
  MergeQuery,
  MergeView,
} from '../contract-linking.ts'
import type { Row } from '../domain/survivorship.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { mergeUnknown, type Stewardship } from '../linking/stewardship.ts'
import {
  findMerge,
  listMergeChanges,
  listMerges,
  type RecordMerge,
} from '../storage/record-merges.ts'
import { stewards } from './links.ts'

/** /record-merges — rows of one register that are about one person, and the record they make. */
export function recordMergeRoutes(needs: LinkingNeeds, stewardship: Stewardship): Routes {
  const { db, kernel } = needs
  const access = { official: stewards, purpose: 'data-coordination.linkage' }
  const open = <Content>(sealed: Buffer) =>
    JSON.parse(kernel.secrets.unseal('data-coordination.merge', sealed).toString()) as Content
  return async (app) => {
    app.get(
      '/record-merges',
      {
        config: { access },
        schema: {
          operationId: 'recordMergeList',
          summary: 'Merges of a dataset, in the order of their ids',
          querystring: MergeQuery,
          response: { 200: MergeList },
        },
      },
      async ({ query: { limit, ...where } }) => ({
        items: (await listMerges(db, where, limit ?? pageSize.default)).map(mergeView),
      }),
    )

    app.get(
      '/record-merges/:id',
      {
        config: { access },
        schema: {
          operationId: 'recordMergeRead',
          summary: 'The rows that were merged, the record they make, and which row says what',
          params: MergeParams,
          response: { 200: MergeDetail },
        },
      },
      async ({ params, actor }) => {
        const merge = await findMerge(db, params.id)
        if (!merge) throw mergeUnknown()
        const changes = await listMergeChanges(db, merge.id)
        if (merge.personId) {
          await kernel.audit.settle(actor, [
            {
              room: 'data-coordination',
              operation: 'recordMergeRead',
              subjectId: merge.personId,
              fields: [merge.dataset],
              outcome: 'read',
            },
          ])
        }
        return {
          merge: mergeView(merge),
          rows: open<Row[]>(merge.rowsSealed).map((it) => ({
            key: it.key,
            columns: { ...it.columns },
          })),
          golden: open<Record<string, string | null>>(merge.goldenSealed),
          provenance: { ...merge.provenance },
          changes: changes.map(({ at, kind, byName, reason }) => ({
            at: at.toISOString(),
            kind,
            byName,
            reason,
          })),
        }
      },
    )

    app.post(
      '/record-merges/:id/state',
      {
        config: { access },
        schema: {
          operationId: 'recordMergeChange',
          summary: 'Take merged rows apart, or put them together again',
          params: MergeParams,
          body: MergeChange,
          response: { 200: MergeView },
        },
      },
      async ({ params, body: { state, reason }, actor }) =>
        mergeView(await stewardship.changeMergeState(params.id, state, reason, actor)),
    )
  }
}

const mergeView = (it: RecordMerge): MergeView => ({
  id: it.id,
  dataset: it.dataset,
  personId: it.personId,
  rows: it.rowKeys.length,
  state: it.state,
  mergedAt: it.mergedAt.toISOString(),
})
