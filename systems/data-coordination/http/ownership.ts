import type { FastifyRequest } from 'fastify'
import type { Id } from '#kernel/id'
import { byOf } from '../callers.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { mayFor } from '../members.ts'
import { notYours } from '../problems.ts'
import { findDataset } from '../storage/datasets.ts'
import { findReview } from '../storage/link-reviews.ts'
import { findLink } from '../storage/links.ts'
import { listMembers } from '../storage/members.ts'
import { findMerge } from '../storage/record-merges.ts'
import { findRun } from '../storage/runs.ts'
import { findSource } from '../storage/sources.ts'

type Needs = Pick<LinkingNeeds, 'kernel' | 'db' | 'identity'>
type Said = { owner?: unknown; sourceId?: unknown; pipeline?: { sourceId?: unknown } }
type Named = { id?: string; code?: string; dataset?: string }

/** The members whose data a caller may work on, by their codes; `all` for all. */
export async function ownersOf(
  needs: Needs,
  request: FastifyRequest,
): Promise<'all' | readonly string[]> {
  const by = await byOf(needs, request)
  if (by.organisations === 'all') return 'all'
  const members = await listMembers(needs.db)
  return members.filter((it) => mayFor(by, it)).map((it) => it.code)
}

/**
 * Lets a data steward come only to what is of members that they act for: sources, datasets, runs,
 * links, doubts, merges and lineage that the address names, and those that the body speaks of. What
 * belongs to no member is for those alone who act for all. What is for anyone stays so.
 */
export function ownersOnly(needs: Needs): (request: FastifyRequest) => Promise<void> {
  const { db } = needs

  const ofSource = async (id: unknown) =>
    typeof id === 'string' ? (await findSource(db, id))?.owner : undefined
  const ofDataset = async (code: string | undefined) =>
    code === undefined ? undefined : (await findDataset(db, code))?.owner
  /** Of rows that were compared, whether or not the workshop made them. */
  const ofRows = async (found: { dataset: string } | undefined) =>
    found && ((await ofDataset(found.dataset)) ?? nobody)

  async function ownersSaid(request: FastifyRequest): Promise<string[]> {
    const place = request.routeOptions.url ?? ''
    const { id = '', code, dataset } = (request.params ?? {}) as Named
    const asked = (request.query ?? {}) as Named
    const said = (request.body ?? {}) as Said
    const found = [
      /\/sources\/:id/.test(place) ? await ofSource(id) : undefined,
      /\/datasets\/:code/.test(place) ? await ofDataset(code) : undefined,
      /\/runs\/:id/.test(place) ? await ofDataset((await findRun(db, id))?.dataset) : undefined,
      /\/links\/:id/.test(place) ? await ofRows(await findLink(db, id as Id<'link'>)) : undefined,
      /\/link-reviews\/:id/.test(place)
        ? await ofRows(await findReview(db, id as Id<'link-review'>))
        : undefined,
      /\/record-merges\/:id/.test(place)
        ? await ofRows(await findMerge(db, id as Id<'record-merge'>))
        : undefined,
      dataset === undefined ? undefined : await ofRows({ dataset }),
      asked.dataset === undefined ? undefined : await ofRows({ dataset: asked.dataset }),
      typeof said.owner === 'string' ? said.owner : undefined,
      await ofSource(said.sourceId ?? said.pipeline?.sourceId),
    ]
    return found.filter((it) => it !== undefined)
  }

  return async (request) => {
    const { access } = request.routeOptions.config
    if (access && 'anyone' in access) return
    const own = await ownersOf(needs, request)
    if (own === 'all') return
    const owners = await ownersSaid(request)
    if (!owners.every((it) => own.includes(it))) throw notYours()
  }
}

/** The code of no member. */
const nobody = ''
