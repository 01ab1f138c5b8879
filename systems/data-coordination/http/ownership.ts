import type { FastifyRequest } from 'fastify'
import { byOf } from '../callers.ts'
import { mayFor } from '../members.ts'
import { notYours } from '../problems.ts'
import { findDataset } from '../storage/datasets.ts'
import { listMembers } from '../storage/members.ts'
import { findRun } from '../storage/runs.ts'
import { findSource } from '../storage/sources.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'

type Said = { owner?: unknown; sourceId?: unknown; pipeline?: { sourceId?: unknown } }
type Named = { id?: string; code?: string }

/**
 * Lets a data steward come only to sources, datasets and runs of members that they act for: of
 * those that the address names, and of those that the body speaks of.
 */
export function ownersOnly(needs: WorkshopNeeds): (request: FastifyRequest) => Promise<void> {
  const { db } = needs

  const ofSource = async (id: unknown) =>
    typeof id === 'string' ? (await findSource(db, id))?.owner : undefined
  const ofDataset = async (code: string | undefined) =>
    code === undefined ? undefined : (await findDataset(db, code))?.owner

  async function ownersOf({ routeOptions, params, body }: FastifyRequest): Promise<string[]> {
    const place = routeOptions.url ?? ''
    const { id = '', code } = (params ?? {}) as Named
    const said = (body ?? {}) as Said
    const found = [
      /\/sources\/:id/.test(place) ? await ofSource(id) : undefined,
      /\/datasets\/:code/.test(place) ? await ofDataset(code) : undefined,
      /\/runs\/:id/.test(place) ? await ofDataset((await findRun(db, id))?.dataset) : undefined,
      typeof said.owner === 'string' ? said.owner : undefined,
      await ofSource(said.sourceId ?? said.pipeline?.sourceId),
    ]
    return found.filter((it) => it !== undefined)
  }

  return async (request) => {
    const by = await byOf(needs, request)
    if (by.organisations === 'all') return
    const owners = await ownersOf(request)
    if (owners.length === 0) return
    const members = await listMembers(db)
    for (const owner of owners) {
      const member = members.find((it) => it.code === owner)
      if (!member || !mayFor(by, member)) throw notYours()
    }
  }
}
