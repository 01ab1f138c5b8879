/**
 * The work on one subscription: asks the feed through the exchange, and hands events in their order
 * to the information system. A place is kept after what was delivered, so an event may come twice
 * after a crash, never not at all.
 */
import { request as httpRequest } from 'node:http'
import { type Clock, wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { type CloudEvent, singleType } from '../domain/cloud-event.ts'
import { type FeedLoss, type FeedPage, longestWaitSeconds } from '../domain/feed.ts'
import {
  afterDelivery,
  backOffMs,
  cursorAfterLoss,
  delivered,
  lossEvent,
  type Subscription,
} from '../domain/subscription.ts'
import { protocolVersion } from '../domain/target.ts'
import { type OwnAnswer, type OwnCalls, reasonOf } from './own-calls.ts'
import type { Place, SubscriptionRows } from './subscription-rows.ts'

/** How it goes at this moment; kept in memory. */
export type Progress = {
  /** Of the feed, when it was asked last. */
  last: number | null
  /** Events that are not delivered yet; null before the first answer. */
  lag: number | null
  delivered: number
  /** Why it does not go on at this moment. */
  fault: string | null
}

export type DeliveryNeeds = {
  readonly rows: SubscriptionRows
  readonly calls: OwnCalls
  readonly clock: Clock
  readonly log: Log
  /** Stretches all pauses; tests shorten them. */
  readonly pace: number
}

const pageLimit = 200
const mostPageBytes = 2_097_152
const receiverMs = 30_000
const exchangeMs = (longestWaitSeconds + 35) * 1_000
/** After a page with little on it, so that events that trickle in share a question. */
const gatherMs = 500

/** Goes on until the signal; never rejects. */
export async function deliver(
  needs: DeliveryNeeds,
  it: Subscription,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  let place: Place = it
  let failures = 0
  while (!signal.aborted) {
    try {
      const page = await ask(needs, it, place, signal)
      failures = 0
      progress.fault = null
      place =
        'lost' in page
          ? await tellLoss(needs, it, page, progress, signal)
          : await deliverPage(needs, it, place, page, progress, signal)
    } catch (error) {
      if (signal.aborted) return
      progress.fault = (error as Error).message
      if (!(error instanceof NotAnswered)) needs.log.warn({ err: error }, 'a delivery stumbled')
      const asked = error instanceof NotAnswered ? error.retryAfterMs : 0
      await pause(needs, Math.max(asked, backOffMs(++failures)), signal)
    }
  }
}

class NotAnswered extends Error {
  override name = 'NotAnswered'
  readonly retryAfterMs: number

  constructor(words: string, retryAfterMs = 0) {
    super(words)
    this.retryAfterMs = retryAfterMs
  }
}

function pause({ pace }: DeliveryNeeds, ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms * pace, signal).catch(() => undefined)
}

async function ask(
  { calls }: DeliveryNeeds,
  { service, client, types }: Subscription,
  { cursor, generation }: Place,
  signal: AbortSignal,
): Promise<FeedPage | FeedLoss> {
  const query = new URLSearchParams({
    after: cursor,
    limit: String(pageLimit),
    wait: String(longestWaitSeconds),
    ...(generation !== '' && { generation }),
  })
  for (const it of types) query.append('type', it)
  const answer = await calls
    .get({
      target: `/${protocolVersion}/${service}?${query.toString()}`,
      headers: { 'x-road-client': client },
      mostBytes: mostPageBytes,
      signal: AbortSignal.any([signal, AbortSignal.timeout(exchangeMs)]),
    })
    .catch((error: Error) => {
      throw new NotAnswered(error.message)
    })
  if (answer.headers['x-road-error'] === undefined) {
    const read = readAnswer(answer)
    if (read) return read
  }
  const seconds = Number(answer.headers['retry-after'] ?? 0)
  throw new NotAnswered(reasonOf(answer), Math.min(300, seconds || 0) * 1_000)
}

function readAnswer({ status, body }: OwnAnswer): FeedPage | FeedLoss | undefined {
  if (status !== 200 && status !== 410) return undefined
  const read = JSON.parse(body.toString()) as Partial<FeedPage & FeedLoss>
  const numbers = Number.isSafeInteger(read.first) && Number.isSafeInteger(read.last)
  if (!numbers || typeof read.generation !== 'string') return undefined
  if (status === 410) return read.lost === undefined ? undefined : (read as FeedLoss)
  return Array.isArray(read.events) && Number.isSafeInteger(read.next)
    ? (read as FeedPage)
    : undefined
}

async function deliverPage(
  needs: DeliveryNeeds,
  it: Subscription,
  before: Place,
  page: FeedPage,
  progress: Progress,
  signal: AbortSignal,
): Promise<Place> {
  const { generation } = page
  let place = before
  progress.last = page.last
  progress.lag = Math.max(0, page.last - Number(before.cursor))
  if (!Number.isFinite(progress.lag)) progress.lag = page.last - page.next + page.events.length
  for (const event of page.events) {
    place = { cursor: String(event.sequence), generation }
    await hand(needs, it, place, delivered(event, it.service), event.sequence, progress, signal)
    progress.lag = Math.max(0, page.last - event.sequence)
  }
  place = { cursor: String(page.next), generation }
  // All of the page is durable before more is asked for.
  if (place.cursor !== before.cursor || generation !== before.generation) {
    await needs.rows.move(it.id, place)
  }
  progress.lag = Math.max(0, page.last - page.next)
  if (page.events.length < pageLimit / 2) await pause(needs, gatherMs, signal)
  return place
}

async function tellLoss(
  needs: DeliveryNeeds,
  it: Subscription,
  loss: FeedLoss,
  progress: Progress,
  signal: AbortSignal,
): Promise<Place> {
  const place = { cursor: cursorAfterLoss(loss), generation: loss.generation }
  needs.log.warn({ service: it.service, lost: loss.lost }, 'events of a feed are lost to us')
  await hand(needs, it, place, lossEvent(it.service, loss), null, progress, signal)
  await needs.rows.move(it.id, place)
  return place
}

/** Hands one event over, however long that takes; or puts it aside. Throws when it is aborted. */
async function hand(
  needs: DeliveryNeeds,
  it: Subscription,
  place: Place,
  event: CloudEvent,
  sequence: number | null,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { rows, clock, log } = needs
  for (let [attempt, refusals] = [1, 1]; ; attempt++) {
    signal.throwIfAborted()
    const { status, words } = await post(it.deliver, event, signal)
    signal.throwIfAborted()
    const outcome = afterDelivery(status, refusals)
    if (outcome === 'delivered') {
      progress.delivered++
      progress.fault = null
      // Not waited for: those of a page become durable together, in their order.
      rows
        .move(it.id, place, 1)
        .catch((error: unknown) => log.error({ err: error }, 'a place was not kept'))
      return
    }
    progress.fault = words
    if (outcome === 'dead') {
      const at = clock.now().getTime()
      await rows.putAside(it.id, place, { seq: sequence, at, reason: words, event })
      progress.fault = null
      return
    }
    if (outcome === 'refused') refusals++
    await pause(needs, backOffMs(attempt), signal)
  }
}

type Handed = { readonly status: number | undefined; readonly words: string }

/** The event in structured mode (HTTP binding, 3.2). */
function post(url: string, event: CloudEvent, signal: AbortSignal): Promise<Handed> {
  const body = Buffer.from(JSON.stringify(event))
  return new Promise((resolve) => {
    const request = httpRequest(url, {
      method: 'POST',
      signal: AbortSignal.any([signal, AbortSignal.timeout(receiverMs)]),
      headers: { 'content-type': `${singleType}; charset=utf-8`, 'content-length': body.length },
    })
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        status: undefined,
        words: `The receiver is away: ${error.code ?? error.message}.`,
      }),
    )
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      response.resume()
      response.once('close', () => resolve({ status, words: `The receiver answered ${status}.` }))
    })
    request.end(body)
  })
}
