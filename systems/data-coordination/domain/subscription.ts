/** A consumer's standing order on a feed, and what becomes of a delivery. Facts in, facts out. */
import type { CloudEvent } from './cloud-event.ts'
import { areTypes, type FeedLoss, type NumberedEvent } from './feed.ts'
import type { ServiceId, SubsystemId } from './identifier.ts'

export type Subscription = {
  readonly id: string
  readonly client: SubsystemId
  readonly service: ServiceId
  /** Where the information system takes events: HTTP on the gateway's own machine. */
  readonly deliver: string
  readonly types: readonly string[]
  readonly state: 'active' | 'paused'
  /** What was delivered last; `oldest` or `newest` before the first answer. */
  readonly cursor: string
  readonly generation: string
  readonly createdAt: string
  readonly delivered: number
}

export type Order = Pick<Subscription, 'deliver' | 'types' | 'cursor'>

const known = new Set(['deliver', 'from', 'types'])

/** The order in a body; a string says what is wrong with it. */
export function readOrder(body: Readonly<Record<string, unknown>>): Order | string {
  const strange = Object.keys(body).find((it) => !known.has(it))
  if (strange !== undefined) return `"${strange.slice(0, 40)}" is not known here.`
  const { deliver, from = 'now', types = [] } = body
  if (typeof deliver !== 'string' || !isLocalUrl(deliver)) {
    return 'deliver must be an http URL on this machine, such as http://127.0.0.1:8080/events.'
  }
  const cursor = cursorOf(from)
  if (cursor === undefined) return 'from must be "beginning", "now" or the first sequence number.'
  if (!Array.isArray(types) || !areTypes(types)) return 'types must be a list of at most 20 names.'
  return { deliver, types, cursor }
}

function isLocalUrl(text: string): boolean {
  const url = text.length <= 500 ? URL.parse(text) : null
  if (url?.protocol !== 'http:' || url.username !== '' || url.password !== '') return false
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname)
}

/** To ask a feed with, as `after`; undefined when it is no place. */
export function cursorOf(from: unknown): string | undefined {
  if (from === 'beginning') return 'oldest'
  if (from === 'now') return 'newest'
  return Number.isSafeInteger(from) && Number(from) >= 1 ? String(Number(from) - 1) : undefined
}

/** So often an event is offered that the receiver refuses, before it is put aside. */
export const mostAttempts = 8

export type AfterDelivery = 'delivered' | 'away' | 'refused' | 'dead'

/**
 * What an answer means; undefined: none came. A receiver that is away is waited for, in order and
 * without end; an event that it refuses again and again is put aside, so that others get through.
 */
export function afterDelivery(status: number | undefined, attempt: number): AfterDelivery {
  if (status !== undefined && status >= 200 && status < 300) return 'delivered'
  if (status === undefined || [408, 425, 429, 502, 503, 504].includes(status)) return 'away'
  return attempt >= mostAttempts ? 'dead' : 'refused'
}

/** Doubles from one second to a minute. */
export function backOffMs(failures: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 10))
}

/** As it is delivered: with its place in the feed, so that the receiver can see what is missing. */
export function delivered({ event, sequence }: NumberedEvent, service: string): CloudEvent {
  return { ...event, ndcfeed: service, ndcsequence: String(sequence) }
}

/** Tells the receiver, at its place in the order, that events are missing. */
export function lossEvent(service: string, loss: FeedLoss): CloudEvent {
  const { generation, lost, first, last } = loss
  const place = lost === 'everything' ? 'everything' : `${lost.from}-${lost.to}`
  return {
    specversion: '1.0',
    id: `${generation}/${place}`,
    source: `/feeds/${service}`,
    type: 'vn.ndc.feed.events-lost',
    datacontenttype: 'application/json',
    data: { lost, first, last, generation },
    ndcfeed: service,
  }
}

/** From where to read on after a loss. */
export function cursorAfterLoss({ lost, first }: FeedLoss): string {
  return lost === 'everything' ? 'oldest' : String(first - 1)
}
