import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedPage } from '../domain/feed.ts'
import { answered, event, feed, openOwnPair, publish, readFeed } from './own-gateways.ts'

const idsOf = ({ events }: FeedPage): string[] => events.map((it) => it.event.id)

test('events are published once, kept in order, and read through the signed exchange', async () => {
  await using pair = await openOwnPair()
  const { provider, consumer } = pair
  assert.deepEqual((await readFeed(consumer.url)).body.events, [])

  assert.deepEqual((await publish(provider.url, event(1))).body, { sequences: [1] })
  assert.deepEqual((await publish(provider.url, [event(2), event(1), event(3)])).body, {
    sequences: [2, 1, 3],
  })
  const binary = await fetch(`${provider.url}/e1/${feed}`, {
    method: 'POST',
    headers: {
      'ce-specversion': '1.0',
      'ce-id': '4',
      'ce-source': '/civil-status',
      'ce-type': 'vn.moj.divorce-registered',
      'content-type': 'application/json',
    },
    body: '{"id":4}',
  })
  assert.equal(binary.status, 200, await binary.text())

  const read = await readFeed(consumer.url)
  assert.equal(read.status, 200)
  const page = read.body as FeedPage
  assert.deepEqual([idsOf(page), page.first, page.last, page.next], [['1', '2', '3', '4'], 1, 4, 4])
  assert.deepEqual(page.events[3]?.event.data, { id: 4 })
  assert.ok(read.headers.get('x-road-request-hash'), 'it came through the exchange')

  const second = (await readFeed(consumer.url, '?after=1&limit=2')).body as FeedPage
  assert.deepEqual([idsOf(second), second.next], [['2', '3'], 3])
  const typed = (await readFeed(consumer.url, '?type=vn.moj.div*')).body as FeedPage
  assert.deepEqual(idsOf(typed), ['4'])
  const none = (await readFeed(consumer.url, '?type=other')).body as FeedPage
  assert.deepEqual([idsOf(none), none.next], [[], 4])
  const newest = (await readFeed(consumer.url, '?after=newest')).body as FeedPage
  assert.deepEqual([idsOf(newest), newest.next], [[], 4])

  const kept = await provider.store.read<{ sealed: Uint8Array }>(['select * from feed_event'])
  assert.ok(!JSON.stringify(kept).includes('marriage/'), 'events are sealed at rest')
  const evidence = await provider.store.read(['select 1 from evidence'])
  assert.equal(evidence.length, 6, 'each question left its evidence')
})

test('a question waits for the next event, or for its time', async () => {
  await using pair = await openOwnPair()
  const { provider, consumer } = pair
  await publish(provider.url, event(1))
  const waiting = readFeed(consumer.url, '?after=1&wait=20')
  await new Promise((resolve) => setTimeout(resolve, 150))
  const published = performance.now()
  await publish(provider.url, event(2))
  assert.deepEqual(idsOf((await waiting).body as FeedPage), ['2'])
  assert.ok(performance.now() - published < 1_000)
  const begun = performance.now()
  assert.deepEqual(idsOf((await readFeed(consumer.url, '?after=2&wait=1')).body as FeedPage), [])
  assert.ok(performance.now() - begun > 900)
})

test('what is no event, or follows no schema, is refused, and nothing of its batch is kept', async () => {
  const schema = {
    type: 'object',
    properties: {
      data: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
    },
  }
  const contract = async () => JSON.stringify(schema)
  await using pair = await openOwnPair({ provider: { contract } })
  const { provider, consumer } = pair
  const wrong: readonly [unknown, RegExp][] = [
    ['{', /no JSON/],
    [event('x', { id: '' }), /Event 1: id/],
    [[event(1), event('two')], /Event 2 does not follow the schema.*\/data\/id/],
    [[], /between 1 and 500/],
    [event(1, { subject: '001204001234' }), /personal number/],
  ]
  for (const [body, words] of wrong) {
    const refused = await publish(provider.url, body)
    assert.equal(refused.status, 400)
    assert.match(String(refused.body.detail), words)
    assert.equal(refused.headers.get('x-road-error'), 'Client.BadRequest')
  }
  const large = await publish(provider.url, event(1, { data: { id: 1, x: 'x'.repeat(300_000) } }))
  assert.equal(large.status, 413)
  assert.equal((await publish(provider.url, 'x'.repeat(1_200_000))).status, 413)
  const plain = await publish(provider.url, event(1), { 'content-type': 'text/plain' })
  assert.equal(plain.status, 415)
  assert.deepEqual((await readFeed(consumer.url)).body.events, [])

  const nobody = await answered(
    await fetch(`${consumer.url}/e1/${feed}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event(1)),
    }),
  )
  assert.equal(nobody.status, 401, 'only systems of the provider publish, at its own gateway')
})

test('events without a schema that can be read are not published, until it can', async () => {
  let away = true
  let asked = 0
  const contract = async () => {
    asked++
    if (away) throw new Error('the center is away')
    return undefined
  }
  await using pair = await openOwnPair({ provider: { contract } })
  const refused = await publish(pair.provider.url, event(1))
  assert.deepEqual([refused.status, refused.body.type], [503, 'Server.ClientProxy.SchemaUnknown'])
  away = false
  assert.equal((await publish(pair.provider.url, event(1))).status, 200)
  away = true
  assert.equal((await publish(pair.provider.url, event(2))).status, 200)
  assert.equal(asked, 2, 'what is known is not asked again')
})

test('a gap is told with what is lost, never skipped', async () => {
  const feedRetention = { days: 30, bytes: 400 }
  await using pair = await openOwnPair({ provider: { feedRetention } })
  const { provider, consumer } = pair
  await publish(
    provider.url,
    Array.from({ length: 10 }, (_, at) => event(at + 1)),
  )
  const { dropOld } = await import('../feeds/feed-events.ts')
  await dropOld(provider.store, feedRetention, Date.now())
  const gone = await readFeed(consumer.url, '?after=2')
  assert.equal(gone.status, 410)
  const { first, lost, last } = gone.body
  assert.equal(gone.body.type, 'Client.EventsLost')
  assert.deepEqual([lost, last], [{ from: 3, to: first - 1 }, 10])
  assert.ok(first > 3 && first <= 10)
  const page = (await readFeed(consumer.url, `?after=${first - 1}`)).body as FeedPage
  assert.deepEqual(
    page.events.map((it) => it.sequence),
    range(first, 10),
  )
  const oldest = (await readFeed(consumer.url)).body as FeedPage
  assert.deepEqual(
    oldest.events.map((it) => it.sequence),
    range(first, 10),
  )
  const ahead = await readFeed(consumer.url, '?after=11')
  assert.deepEqual([ahead.status, ahead.body.lost], [410, 'everything'])
  const other = await readFeed(consumer.url, '?after=10&generation=another')
  assert.deepEqual([other.status, other.body.lost], [410, 'everything'])

  await dropOld(provider.store, { days: 0, bytes: 2 ** 30 }, Date.now() + 1_000)
  assert.deepEqual((await publish(provider.url, event(11))).body, { sequences: [11] })
  assert.equal(((await readFeed(consumer.url)).body as FeedPage).first, 11)
})

test('pages are bounded by bytes, and strange questions are refused', async () => {
  await using pair = await openOwnPair()
  const { provider, consumer } = pair
  for (let at = 1; at <= 4; at++) {
    const more = { data: 'x'.repeat(250_000) }
    await publish(provider.url, [event(`${at}a`, more), event(`${at}b`, more)])
  }
  const page = (await readFeed(consumer.url)).body as FeedPage
  assert.deepEqual(
    page.events.map((it) => it.sequence),
    [1, 2, 3],
  )
  for (const it of ['after=x', 'limit=0', 'limit=501', 'wait=26', 'what=1', 'type=']) {
    assert.equal((await readFeed(consumer.url, `?${it}`)).status, 400, it)
  }
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}
