import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompositeAnswer } from '../domain/composite.ts'
import type { Composite } from '../domain/configuration.ts'
import { answered, asked, client, openOwnPair, service, subsystem } from './own-gateways.ts'

const composite = (parts: Composite['parts'], timeBudgetMs = 5_000): Composite => ({
  code: 'family',
  client,
  title: { vi: 'Gia đình', en: 'Family' },
  timeBudgetMs,
  parts,
})
const part = (name: string, path: string, required = false, id = service) =>
  ({ name, path, required, service: id }) as Composite['parts'][number]

const serve: Parameters<typeof openOwnPair>[0] = {
  serve(request, response) {
    const { url = '', headers } = request
    if (url.includes('/slow')) return
    const status = url.includes('/none') ? 404 : url.includes('/broken') ? 500 : 200
    const text = JSON.stringify({ url, id: headers['x-road-id'], purpose: headers['ndc-purpose'] })
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': text.length,
    })
    response.end(text)
  },
}

async function family(url: string, body: object, headers: Record<string, string> = {}) {
  const answer = await answered(
    await fetch(`${url}/c1/family`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-road-client': client, ...headers },
      body: JSON.stringify(body),
    }),
  )
  return { ...answer, whole: answer.body as CompositeAnswer }
}

test('one question is asked of several services at once, each under its own id', async () => {
  const composites = [
    composite([
      part('a', '/of/{number}'),
      part('b', '/by?number={number}', true),
      part('c', '/none'),
    ]),
  ]
  await using pair = await openOwnPair({ ...serve, composites })
  const { consumer, provider } = pair
  const { status, whole, headers } = await family(
    consumer.url,
    { number: 'A 1' },
    { 'x-road-id': 'q-1' },
  )
  assert.equal(status, 200, JSON.stringify(whole))
  assert.equal(headers.get('x-road-id'), 'q-1')
  assert.deepEqual(Object.keys(whole.parts), ['a', 'b', 'c'])
  assert.equal(whole.complete, true, 'a service that says "not found" has answered')
  const { a, b, c } = whole.parts
  assert.deepEqual(a?.body, { url: '/of/A%201', id: 'q-1.a', purpose: 'residence' })
  assert.deepEqual([b?.xRoadId, b?.status, c?.httpStatus], ['q-1.b', 'answered', 404])
  assert.equal((b?.body as { url?: string })?.url, '/by?number=A%201')
  for (const { store } of [consumer, provider]) {
    const rows = await store.read<{ x_road_id: string }>(['select x_road_id from evidence'])
    assert.deepEqual(rows.map((it) => it.x_road_id).toSorted(), ['q-1.a', 'q-1.b', 'q-1.c'])
  }
})

test('what does not answer is told with its reason, within the time for all', async () => {
  const composites = [
    composite(
      [
        part('slow', '/slow'),
        part('broken', '/broken'),
        part('refused', '/', false, `${subsystem}/secrets` as typeof service),
        part('good', '/x'),
      ],
      700,
    ),
  ]
  const change: NonNullable<Parameters<typeof openOwnPair>[0]>['change'] = ({ services }) => ({
    services: [
      ...services,
      { ...services[0], id: `${subsystem}/secrets` } as (typeof services)[number],
    ],
  })
  await using pair = await openOwnPair({ ...serve, composites, change })
  const begun = performance.now()
  const { status, whole } = await family(pair.consumer.url, {})
  assert.ok(performance.now() - begun < 2_500)
  assert.equal(status, 200)
  assert.equal(whole.complete, false)
  const seen = Object.fromEntries(
    Object.entries(whole.parts).map(([name, it]) => [name, it.status]),
  )
  assert.deepEqual(seen, {
    slow: 'timed-out',
    broken: 'failed',
    refused: 'refused',
    good: 'answered',
  })
  assert.match(whole.parts['refused']?.reason ?? '', /no grant|grant/)
  assert.match(whole.parts['slow']?.reason ?? '', /time/)
})

test('without a required part the whole fails, and says which', async () => {
  await using pair = await openOwnPair({
    ...serve,
    composites: [composite([part('a', '/x'), part('b', '/broken', true)])],
  })
  const { status, whole } = await family(pair.consumer.url, {})
  assert.deepEqual([status, whole.complete], [502, false])
  assert.deepEqual([whole.parts['a']?.status, whole.parts['b']?.status], ['answered', 'failed'])
})

test('a provider that is away leaves the other answers', async () => {
  await using pair = await openOwnPair({ ...serve, composites: [composite([part('a', '/x')])] })
  await pair.provider[Symbol.asyncDispose]()
  const { status, whole } = await family(pair.consumer.url, {})
  assert.equal(status, 200)
  assert.equal(whole.parts['a']?.status, 'failed')
})

test('questions that make no sense reach nobody', async () => {
  await using pair = await openOwnPair({
    ...serve,
    composites: [composite([part('a', '/of/{number}')])],
  })
  const { consumer, provider } = pair
  for (const number of [undefined, '', '..', 'a/b', {}]) {
    assert.equal((await family(consumer.url, { number })).status, 400)
  }
  assert.equal((await family(consumer.url, { number: 1 }, { 'x-road-id': 'a b' })).status, 400)
  assert.equal(
    (await family(consumer.url, { number: 1 }, { 'x-road-client': subsystem })).status,
    401,
  )
  assert.equal((await asked(consumer.url, 'POST', '/c1/other', {})).status, 404)
  assert.equal((await asked(consumer.url, 'GET', '/c1/family')).status, 404)
  assert.deepEqual(await provider.store.read(['select 1 from evidence']), [])
})
