import { civilDateOf } from '#kernel/civil-date'
import { List } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import { PyramidView, UnitQuery, UnitView } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { readPyramid } from '../storage/statistics.ts'
import { listUnits } from '../storage/units.ts'

const pyramidKeptMs = 60_000

/** /units and /pyramid — what anyone may know: places, and the nation in numbers. */
export function unitRoutes({ kernel, db }: Needs): Routes {
  const { clock } = kernel
  let kept: { at: number; pyramid: Promise<PyramidView> } | undefined

  async function readNow(): Promise<PyramidView> {
    const asOf = civilDateOf(clock.now())
    const { bands, ...pyramid } = await readPyramid(db, asOf)
    return { asOf, ...pyramid, bands: [...bands] }
  }

  return async (app) => {
    app.get(
      '/units',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'unitList',
          summary: 'The provinces, or the communes of one',
          querystring: UnitQuery,
          response: { 200: List(UnitView, 500) },
        },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'public, max-age=3600')
        return { items: (await listUnits(db, request.query.province)) as UnitView[] }
      },
    )

    app.get(
      '/pyramid',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'pyramidGet',
          summary: 'Living people by age and sex',
          response: { 200: PyramidView },
        },
      },
      async () => {
        if (!kept || clock.elapsedMs() - kept.at > pyramidKeptMs) {
          const pyramid = readNow()
          kept = { at: clock.elapsedMs(), pyramid }
          pyramid.catch(() => (kept = undefined))
        }
        return kept.pyramid
      },
    )
  }
}
