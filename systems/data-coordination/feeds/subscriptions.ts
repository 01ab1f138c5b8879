/** The subscriptions of a gateway's own information systems, and the work on them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '#kernel/id'
import { parseSubsystemId, type ServiceId, type SubsystemId } from '../domain/identifier.ts'
import { cursorOf, readOrder, type Subscription } from '../domain/subscription.ts'
import type { StandingSource } from '../hot-path/standing.ts'
import { type DeliveryNeeds, deliver, type Progress } from './delivery.ts'
import { answer, badRequest, checkSpeaker, jsonObjectOf, notThere, Refused } from './manners.ts'

export type SubscriptionStatus = Subscription & Progress & { readonly undelivered: number }

/** How one goes at this moment. */
export type DeliveryStatus = Pick<Subscription, 'id' | 'client' | 'service' | 'deliver'> & Progress

export type Subscriptions = {
  /** `/s1/{service}…` */
  handle(
    id: ServiceId,
    rest: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>
  deliveries(): DeliveryStatus[]
  close(): Promise<void>
}

type Work = {
  readonly it: Subscription
  readonly progress: Progress
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** Each waits with one of the gateway's exchanges. */
const most = 300
const mostBody = 16_384

export async function openSubscriptions(
  needs: DeliveryNeeds,
  standing: StandingSource,
  ownPorts: readonly number[],
): Promise<Subscriptions> {
  const { rows, clock } = needs
  const works = new Map<string, Work>()
  /** Those that are being changed, one after the other. */
  let turn: Promise<unknown> = Promise.resolve()

  const start = (it: Subscription): void => {
    if (it.state === 'paused') return
    const stop = new AbortController()
    const progress: Progress = { last: null, lag: null, delivered: it.delivered, fault: null }
    works.set(it.id, { it, progress, stop, done: deliver(needs, it, progress, stop.signal) })
  }

  const halt = async (id: string): Promise<void> => {
    const work = works.get(id)
    works.delete(id)
    work?.stop.abort()
    await work?.done
  }

  /** Halts the work on one, changes it, and goes on as it then stands. */
  const change = (id: string, act: () => Promise<void>): Promise<void> => {
    const before = turn
    const changed = (async () => {
      await before
      await halt(id)
      await act()
      const now = (await rows.all()).find((it) => it.id === id)
      if (now) start(now)
    })()
    turn = changed.catch(() => undefined)
    return changed
  }

  const status = async (): Promise<SubscriptionStatus[]> => {
    const counts = await rows.undeliveredCounts()
    return (await rows.all()).map((it) => ({
      ...it,
      last: null,
      lag: null,
      fault: null,
      ...works.get(it.id)?.progress,
      undelivered: counts.get(it.id) ?? 0,
    }))
  }

  const statusOf = async (id: string): Promise<SubscriptionStatus> => {
    const found = (await status()).find((it) => it.id === id)
    if (!found) throw notThere(id)
    return found
  }

  async function subscribe(client: SubsystemId, service: ServiceId, request: IncomingMessage) {
    const order = readOrder(await jsonObjectOf(request, mostBody))
    if (typeof order === 'string') throw badRequest(order)
    // From this machine much is allowed there: nobody may borrow the gateway's own place.
    if (ownPorts.includes(Number(new URL(order.deliver).port || 80))) {
      throw badRequest('deliver must lead to an information system, not to the gateway itself.')
    }
    if (standing.current().directory.services.get(service)?.kind !== 'feed') {
      throw notThere(`There is no feed ${service}.`)
    }
    if ((await rows.all()).length >= most) throw badRequest(`At most ${most} subscriptions.`)
    const at = clock.now()
    const id = newId('subscription', at)
    await change(id, async () => {
      if (!(await rows.add(id, client, service, order, at.getTime()))) throw alreadyThere()
    })
    return statusOf(id)
  }

  async function act(id: string, verb: string, request: IncomingMessage): Promise<void> {
    const body = await jsonObjectOf(request, mostBody)
    if (verb === 'pause' || verb === 'resume') {
      return change(id, () => rows.pause(id, verb === 'pause'))
    }
    const cursor = cursorOf(body['from'])
    if (cursor === undefined) {
      throw badRequest('from must be "beginning", "now" or the first sequence number.')
    }
    const { generation } = await statusOf(id)
    return change(id, () => rows.move(id, { cursor, generation }))
  }

  for (const it of await rows.all()) start(it)

  return {
    deliveries: () =>
      [...works.values()].map(({ it: { id, client, service, deliver: receiver }, progress }) => {
        return { id, client, service, deliver: receiver, ...progress }
      }),

    async handle(service, rest, request, response) {
      const client = speaker(request, standing)
      const [id = '', verb = '', ...more] = rest.split('/')
      const own = (it: Subscription): boolean => it.client === client && it.service === service
      const { method = '' } = request
      if (rest === '' && method === 'POST') {
        return answer(response, 201, await subscribe(client, service, request))
      }
      if (rest === '' && method === 'GET') {
        return answer(response, 200, { subscriptions: (await status()).filter(own) })
      }
      if (!own(await statusOf(id)) || more.length > 0) throw notThere(rest.slice(0, 100))
      if (method === 'POST' && /^(pause|resume|replay)$/.test(verb)) await act(id, verb, request)
      else if (method === 'GET' && verb === 'undelivered') {
        return answer(response, 200, { events: await rows.undelivered(id, 100) })
      } else if (method === 'DELETE' && verb === '') {
        await change(id, () => rows.remove(id))
        return answer(response, 204)
      } else if (method !== 'GET' || verb !== '') throw notThere(rest.slice(0, 100))
      answer(response, 200, await statusOf(id))
    },

    async close() {
      await turn
      await Promise.all([...works.keys()].map(halt))
    },
  }
}

function speaker(request: IncomingMessage, standing: StandingSource): SubsystemId {
  const claimed = request.headers['x-road-client']
  const client = typeof claimed === 'string' ? parseSubsystemId(claimed) : undefined
  if (!client) throw badRequest('X-Road-Client must name one subsystem.')
  checkSpeaker(request, client, standing.current())
  return client
}

function alreadyThere(): Refused {
  const words = {
    vi: 'Đã đăng ký luồng sự kiện này cho địa chỉ nhận này.',
    en: 'This feed is subscribed to for this receiver already.',
  }
  return new Refused(409, 'Client.AlreadyThere', words)
}
