import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dropOld } from '../feeds/feed-events.ts'
import type { SubscriptionStatus } from '../feeds/subscriptions.ts'
import {
  asked,
  event,
  feed,
  openOwnGateway,
  openOwnPair,
  openReceiver,
  publish,
  until,
} from './own-gateways.ts'

const door = `/s1/${feed}`

async function statusOf(url: string, id: string): Promise<SubscriptionStatus> {
  return (await asked(url, 'GET', `${door}/${id}`)).body as SubscriptionStatus
}

test('a subscription delivers in order, from the beginning, and tells its lag', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver()
  const { provider, consumer } = pair
  await publish(provider.url, [event(1), event(2, { type: 'other' }), event(3)])
  const order = { deliver: receiver.url, from: 'beginning', types: ['vn.moj.*'] }
  const made = await asked(consumer.url, 'POST', door, order)
  assert.equal(made.status, 201)
  await until(() => receiver.got.length === 2)
  await publish(provider.url, event(4))
  await until(() => receiver.got.length === 3)
  assert.deepEqual(receiver.ids(), ['1', '3', '4'])
  assert.deepEqual(
    receiver.got.map((it) => it.ndcsequence),
    ['1', '3', '4'],
  )
  const { id } = made.body as SubscriptionStatus
  await until(async () => (await statusOf(consumer.url, id)).cursor === '4')
  const status = await statusOf(consumer.url, id)
  assert.deepEqual(
    [status.lag, status.delivered, status.undelivered, status.fault],
    [0, 3, 0, null],
  )
  assert.deepEqual(
    consumer.own.deliveries().map((it) => it.id),
    [id],
  )

  const again = await asked(consumer.url, 'POST', door, order)
  assert.deepEqual([again.status, again.body.type], [409, 'Client.AlreadyThere'])
  assert.equal((await asked(provider.url, 'GET', door)).status, 401, 'who asks must be bound here')
  assert.equal((await asked(consumer.url, 'DELETE', `${door}/${id}`)).status, 204)
  assert.equal((await asked(consumer.url, 'GET', `${door}/${id}`)).status, 404)
})

test('it begins now, is paused, goes on, and is replayed from a number', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver()
  const { provider, consumer } = pair
  await publish(provider.url, [event(1), event(2)])
  const { id } = (await asked(consumer.url, 'POST', door, { deliver: receiver.url })).body
  await until(async () => (await statusOf(consumer.url, id)).cursor === '2')
  await publish(provider.url, event(3))
  await until(() => receiver.got.length === 1)
  assert.equal((await asked(consumer.url, 'POST', `${door}/${id}/pause`, {})).body.state, 'paused')
  await publish(provider.url, event(4))
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(receiver.ids(), ['3'])
  await asked(consumer.url, 'POST', `${door}/${id}/resume`, {})
  await until(() => receiver.got.length === 2)
  await asked(consumer.url, 'POST', `${door}/${id}/replay`, { from: 2 })
  await until(() => receiver.got.length === 5)
  assert.deepEqual(receiver.ids(), ['3', '4', '2', '3', '4'])
  const wrong = await asked(consumer.url, 'POST', `${door}/${id}/replay`, { from: 'x' })
  assert.equal(wrong.status, 400)
})

test('a receiver that is away is waited for; what it refuses is put aside with the reason', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver((it) => (it.id === '2' ? 422 : 204))
  const { provider, consumer } = pair
  const { id } = (
    await asked(consumer.url, 'POST', door, { deliver: receiver.url, from: 'beginning' })
  ).body
  await receiver.end()
  await publish(provider.url, [event(1), event(2), event(3)])
  await until(async () => /away/.test((await statusOf(consumer.url, id)).fault ?? ''))
  assert.equal((await statusOf(consumer.url, id)).lag, 3)
  await receiver.begin()
  await until(() => receiver.got.length === 2, 20_000)
  assert.deepEqual(receiver.ids(), ['1', '3'])
  const { events } = (await asked(consumer.url, 'GET', `${door}/${id}/undelivered`)).body
  assert.equal(events.length, 1)
  assert.deepEqual([events[0].sequence, events[0].event.id], [2, '2'])
  assert.match(events[0].reason, /422/)
})

test('when events are lost, the receiver is told at their place', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver()
  const { provider, consumer } = pair
  await publish(provider.url, [event(1), event(2)])
  const { id } = (
    await asked(consumer.url, 'POST', door, { deliver: receiver.url, from: 'beginning' })
  ).body
  await until(() => receiver.got.length === 2)
  await asked(consumer.url, 'POST', `${door}/${id}/pause`, {})
  await publish(provider.url, [event(3), event(4)])
  await dropOld(provider.store, { days: 0, bytes: 2 ** 30 }, Date.now() + 1_000)
  await publish(provider.url, event(5))
  await asked(consumer.url, 'POST', `${door}/${id}/resume`, {})
  await until(() => receiver.got.length === 4)
  const [, , told, next] = receiver.got
  assert.equal(told?.type, 'vn.ndc.feed.events-lost')
  assert.deepEqual((told?.data as { lost?: object })?.lost, { from: 3, to: 4 })
  assert.equal(next?.id, '5')

  await provider.store.write([['delete from feed_event'], ['delete from feed']])
  await publish(provider.url, event('new'))
  await until(() => receiver.got.length === 6, 30_000)
  assert.equal((receiver.got[4]?.data as { lost?: string })?.lost, 'everything')
  assert.equal(receiver.got[5]?.id, 'new')
})

test('a provider that is away is asked again; a gateway that starts anew goes on where it was', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver()
  const { provider, consumer, facts } = pair
  await publish(provider.url, [event(1), event(2)])
  const { id } = (
    await asked(consumer.url, 'POST', door, { deliver: receiver.url, from: 'beginning' })
  ).body
  await until(async () => (await statusOf(consumer.url, id)).cursor === '2')
  await provider[Symbol.asyncDispose]()
  await until(async () => (await statusOf(consumer.url, id)).fault !== null, 10_000)
  const { file } = consumer.store
  await consumer[Symbol.asyncDispose]()
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
  const peerPort = provider.peerPort
  await using second = await openOwnGateway(facts.provider, folderOf(provider.store.file), {
    peerPort,
  })
  const { configuration } = consumer.standing.current().directory
  await using anew = await openOwnGateway({ ...facts.consumer, configuration }, folderOf(file))
  await publish(second.url, event(3))
  await until(() => receiver.got.length === 3, 10_000)
  assert.deepEqual(receiver.ids(), ['1', '2', '3'])
  assert.equal((await statusOf(anew.url, id)).delivered, 3)
})

test('orders that make no sense are refused', async () => {
  await using pair = await openOwnPair()
  const { consumer } = pair
  const wrong: readonly object[] = [{ deliver: 'http://10.0.0.1/' }, { deliver: 'x' }, { from: 1 }]
  for (const it of wrong) assert.equal((await asked(consumer.url, 'POST', door, it)).status, 400)
  const itself = await asked(consumer.url, 'POST', door, { deliver: `${consumer.url}/e1/x` })
  assert.equal(itself.status, 400, 'nobody publishes in the name of the gateway')
  const deliver = 'http://127.0.0.1:9/'
  const noFeed = await asked(consumer.url, 'POST', '/s1/VN/GOV/MOJ/civil-status/x', { deliver })
  assert.equal(noFeed.status, 404)
  assert.equal((await asked(consumer.url, 'POST', '/s1/VN/GOV', { deliver })).status, 400)
  assert.equal((await asked(consumer.url, 'GET', `${door}/none`)).status, 404)
})
