/**
 * Feeds: the provider's information system publishes CloudEvents to its own gateway, which keeps
 * them in order and answers consumers itself, through the ordinary signed exchange.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Compile } from 'typebox/schema'
import type { Clock } from '#kernel/clock'
import { newSecret } from '#kernel/id'
import {
  batchType,
  type CloudEvent,
  eventOfMessage,
  faultOfEvent,
  mostEventBytes,
  mostInBatch,
  singleType,
} from '../domain/cloud-event.ts'
import type { ServiceEntry } from '../domain/configuration.ts'
import { type FeedPage, type FeedQuestion, lossOf, readFeedQuestion } from '../domain/feed.ts'
import type { Store } from '../hot-path/store.ts'
import {
  addEvents,
  dropOld,
  type FeedState,
  feedState,
  type Retention,
  readEvents,
} from './feed-events.ts'
import { answer, badRequest, bodyOf, jsonOf, Refused, tooLarge } from './manners.ts'

export type Feeds = {
  /** Takes what the provider's information system publishes. */
  publish(service: ServiceEntry, request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Answers a consumer, whose question came through the exchange. */
  read(service: ServiceEntry, query: URLSearchParams, response: ServerResponse): Promise<void>
  sweep(): Promise<void>
  close(): void
}

export type FeedNeeds = {
  readonly store: Store
  readonly clock: Clock
  readonly retention: Retention
  /** The schema of a feed's events (JSON Schema); undefined: the catalogue holds none. */
  schema(service: ServiceEntry): Promise<object | undefined>
}

/**
 * Consumers that wait for the next event at once; more are answered without waiting. Each takes one
 * of the gateway's exchanges, of which most must be left for others.
 */
const mostWaiting = 400
const mostBody = 1_048_576

export function openFeeds({ store, clock, retention, schema }: FeedNeeds): Feeds {
  const waiting = new Map<string, Set<() => void>>()
  let waitingCount = 0
  const checks = new WeakMap<object, ReturnType<typeof Compile>>()

  const wake = (service: string): void => {
    for (const it of waiting.get(service) ?? []) it()
  }

  /** `over` resolves when something was published, the time is over, or nobody waits any more. */
  const listen = (service: string, ms: number, response: ServerResponse) => {
    const group = waiting.get(service) ?? new Set()
    waiting.set(service, group)
    const { promise: over, resolve } = Promise.withResolvers<void>()
    const stop = (): void => {
      clearTimeout(timer)
      response.off('close', stop)
      if (group.delete(stop)) waitingCount--
      resolve()
    }
    const timer = setTimeout(stop, ms)
    response.once('close', stop)
    group.add(stop)
    waitingCount++
    return { over, stop }
  }

  const checkData = async (service: ServiceEntry, events: readonly CloudEvent[]): Promise<void> => {
    const wanted = await schema(service)
    if (!wanted) return
    let check = checks.get(wanted)
    if (!check) {
      check = Compile(wanted)
      checks.set(wanted, check)
    }
    for (const [at, it] of events.entries()) {
      if (check.Check(it)) continue
      const [, errors] = check.Errors(it)
      const first = errors.find((one) => one.keyword !== 'boolean')
      throw badRequest(
        `Event ${at + 1} does not follow the schema of the feed: ` +
          `${first?.instancePath || '/'} ${first?.message ?? ''}`,
      )
    }
  }

  const page = async (service: string, question: FeedQuestion): Promise<FeedPage> => {
    const { after, limit, types } = question
    const state = (await feedState(store, service)) ?? nothingYet
    const loss = lossOf(question, state)
    if (loss) throw lost(loss)
    const { generation, first, last } = state
    if (after === 'newest') return { generation, first, last, next: last, events: [] }
    const from = after === 'oldest' ? first - 1 : after
    const events = await readEvents(store, service, from, limit, types)
    const next = events.at(-1)?.sequence ?? last
    return { generation, first, last: Math.max(last, next), next, events }
  }

  return {
    async publish(service, request, response) {
      const events = await eventsOf(request)
      await checkData(service, events)
      const at = clock.now().getTime()
      const sequences = await addEvents(store, service.id, newSecret(12), events, at)
      wake(service.id)
      answer(response, 200, { sequences })
    },

    async read(service, query, response) {
      const question = readFeedQuestion(query)
      if (typeof question === 'string') throw badRequest(question)
      // The exchange would give up on an answer that comes as late as its own limit.
      const waitMs = Math.min(question.waitMs, service.timeoutMs - 1_000)
      const until = clock.elapsedMs() + waitMs
      for (;;) {
        const left = until - clock.elapsedMs()
        const may = left > 0 && waitingCount < mostWaiting && question.after !== 'newest'
        // Listening begins before reading: nothing can slip in between.
        const news = may ? listen(service.id, left, response) : undefined
        try {
          const found = await page(service.id, question)
          if (found.events.length > 0 || !news) return answer(response, 200, found)
          await news.over
          if (response.destroyed) return
        } finally {
          news?.stop()
        }
      }
    },

    sweep: () => dropOld(store, retention, clock.now().getTime()),

    close() {
      for (const service of waiting.keys()) wake(service)
    },
  }
}

/** A feed to which nothing was published yet has no generation: any will follow it. */
const nothingYet: FeedState = { generation: '', first: 1, last: 0 }

function lost(facts: object): Refused {
  return new Refused(
    410,
    'Client.EventsLost',
    {
      vi: 'Một phần sự kiện không còn được lưu; hãy xác nhận bằng cách đọc tiếp từ "first".',
      en: 'Events are missing that are no longer kept; acknowledge it by reading on from "first".',
    },
    '',
    facts,
  )
}

async function eventsOf(request: IncomingMessage): Promise<CloudEvent[]> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  const binary = request.headers['ce-specversion'] !== undefined
  // Whoever speaks the binary mode sets headers of its own, which no form of a page can.
  const body = await bodyOf(
    request,
    binary ? /^/ : /^application\/cloudevents(-batch)?\+json/i,
    mostBody,
  )
  const given =
    binary && type !== singleType && type !== batchType
      ? [binaryEvent(request, body)]
      : type === batchType
        ? jsonOf(body)
        : [jsonOf(body)]
  if (!Array.isArray(given)) throw badRequest('A batch is a JSON array of events.')
  if (given.length === 0 || given.length > mostInBatch) {
    throw badRequest(`A batch has between 1 and ${mostInBatch} events.`)
  }
  for (const [at, it] of given.entries()) {
    const fault = faultOfEvent(it)
    if (fault !== undefined) throw badRequest(`Event ${at + 1}: ${fault}`)
    if (Buffer.byteLength(JSON.stringify(it)) > mostEventBytes) {
      throw tooLarge(`Event ${at + 1} has more than ${mostEventBytes} bytes.`)
    }
  }
  return given as CloudEvent[]
}

function binaryEvent(request: IncomingMessage, body: Buffer): unknown {
  try {
    return eventOfMessage(request.headers, body)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}
