/** What a consumer reads of a feed, and how a page of it looks. Facts in, facts out. */

import type { CloudEvent } from './cloud-event.ts'
import type { Endpoint } from './configuration.ts'

/** A service of kind `feed` has this endpoint; the provider's gateway answers it itself. */
export const feedEndpoints: readonly Endpoint[] = [{ method: 'GET', path: '/' }]

export const mostEventsOfPage = 500
export const longestWaitSeconds = 25

export type FeedPage = {
  /** Changes when the feed begins anew, as after the loss of its store: old numbers say nothing. */
  readonly generation: string
  /** The oldest that is kept; one more than `last` when none is. */
  readonly first: number
  readonly last: number
  /** To ask with next, as `after`. */
  readonly next: number
  readonly events: readonly NumberedEvent[]
}

export type NumberedEvent = { readonly sequence: number; readonly event: CloudEvent }

/** Events that are no longer kept, or numbers of another generation. */
export type FeedLoss = {
  readonly generation: string
  readonly first: number
  readonly last: number
  readonly lost: { readonly from: number; readonly to: number } | 'everything'
}

export type FeedQuestion = {
  /** Those with a greater number; `oldest` that is kept; `newest`: only the place where it ends. */
  readonly after: number | 'oldest' | 'newest'
  readonly limit: number
  readonly waitMs: number
  readonly types: readonly string[]
  /** The generation that `after` was of. */
  readonly generation: string | undefined
}

const allowed = new Set(['after', 'limit', 'wait', 'type', 'generation'])

/** The question of a query; a string says what is wrong with it. */
export function readFeedQuestion(query: URLSearchParams): FeedQuestion | string {
  const strange = [...query.keys()].find((it) => !allowed.has(it))
  if (strange !== undefined) return `"${strange.slice(0, 40)}" is not known here.`
  const after = query.get('after') ?? 'oldest'
  if (!/^(\d{1,15}|oldest|newest)$/.test(after)) {
    return 'after must be a sequence number, "oldest" or "newest".'
  }
  const [limit, wait] = [query.get('limit') ?? '100', query.get('wait') ?? '0']
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > mostEventsOfPage) {
    return `limit must be between 1 and ${mostEventsOfPage}.`
  }
  if (!/^\d{1,2}$/.test(wait) || Number(wait) > longestWaitSeconds) {
    return `wait must be between 0 and ${longestWaitSeconds} seconds.`
  }
  const types = query.getAll('type')
  if (!areTypes(types)) return 'type must be given at most 20 times, each at most 256 letters.'
  const generation = query.get('generation') || undefined
  return {
    after: /^\d/.test(after) ? Number(after) : (after as 'oldest' | 'newest'),
    limit: Number(limit),
    waitMs: Number(wait) * 1_000,
    types,
    generation,
  }
}

/** Names of types, or how they begin with a final `*`. */
export function areTypes(given: readonly unknown[]): given is readonly string[] {
  return (
    given.length <= 20 &&
    given.every((it) => typeof it === 'string' && /^[^*\s]{1,256}\*?$|^\*$/.test(it))
  )
}

/** What can no longer be read after this place; undefined when nothing is missing. */
export function lossOf(
  { after, generation }: FeedQuestion,
  feed: { readonly generation: string; readonly first: number; readonly last: number },
): FeedLoss | undefined {
  const { first, last } = feed
  if (typeof after !== 'number') return undefined
  const other = generation !== undefined && generation !== feed.generation
  if (other || after > last) return { generation: feed.generation, first, last, lost: 'everything' }
  if (after >= first - 1) return undefined
  return { generation: feed.generation, first, last, lost: { from: after + 1, to: first - 1 } }
}
