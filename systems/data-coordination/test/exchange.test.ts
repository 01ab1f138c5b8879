import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, at, client, openPair, service } from '#testing/exchange'
import type { Store } from '../hot-path/store.ts'
import { type EvidenceRow, recordOf, signedTextsOf, unseal } from '../hot-path/store-tables.ts'

const evidenceOf = (store: Store): Promise<EvidenceRow[]> =>
  store.read<EvidenceRow>(['select * from evidence order by seq'])

test('a plain client gets an answer through two gateways, and both keep the same evidence', async () => {
  await using pair = await openPair()
  const answer = await ask(pair.url, at('/of/079203001234?year=2026'), {
    headers: { 'X-Road-Id': 'id-1', 'X-Road-UserId': 'VN1', 'X-Extra': 'kept' },
  })
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.headers['x-road-id'], 'id-1')
  assert.equal(answer.headers['x-road-client'], client)
  assert.equal(answer.headers['x-road-service'], service)
  assert.match(String(answer.headers['x-road-request-hash']), /^[\w+/]{86}==$/)
  const reached = JSON.parse(answer.text) as { url: string; headers: Record<string, string> }
  assert.equal(reached.url, '/api/of/079203001234?year=2026')
  assert.equal(reached.headers['x-road-client'], client)
  assert.equal(reached.headers['x-extra'], 'kept')
  assert.equal(reached.headers['ndc-purpose'], 'residence')
  assert.equal(decodeURI(String(reached.headers['ndc-basis'])), 'Luật Cư trú')
  assert.equal(reached.headers['signature'], undefined)

  const [[asked], [answered]] = await Promise.all([
    evidenceOf(pair.consumer.store),
    evidenceOf(pair.provider.store),
  ])
  assert.ok(asked && answered)
  const [one, other] = [recordOf(asked), recordOf(answered)]
  assert.equal(one.status, 200)
  assert.deepEqual({ ...one, side: '', at: '' }, { ...other, side: '', at: '' })
  const texts = signedTextsOf(answered, pair.provider.store.key)
  assert.match(
    texts.request,
    /"@path": \/r1\/VN\/GOV\/MOJ\/civil-status\/marriages\/of\/079203001234\n/,
  )
  assert.match(texts.response ?? '', /"@status": 200\n/)
  assert.ok(!JSON.stringify(answered).includes('079203001234'), 'numbers are sealed at rest')

  const [use] = await pair.provider.store.read<{ sealed: Uint8Array }>(['select sealed from use'])
  assert.ok(use, 'the use of this person waits for the center')
})

test('bodies are kept, sealed, where the contract says so, and only there', async () => {
  await using pair = await openPair()
  const body = '{"name":"Mai"}'
  const post = () => ask(pair.url, at('/new'), { method: 'POST', body })
  const kept = (store: Store) =>
    store.read<{ part: number; sealed: Uint8Array }>(['select * from kept_body order by part'])
  assert.equal((await post()).status, 200)
  assert.deepEqual(await kept(pair.provider.store), [])
  pair.change(({ services }) => ({
    services: services.map((it) => ({ ...it, keepsBodies: true })),
  }))
  const answer = await post()
  for (const { store } of [pair.consumer, pair.provider]) {
    const [asked, answered] = await kept(store)
    assert.ok(asked && answered)
    assert.equal(unseal(store.key, 'body', asked.sealed), body)
    assert.equal(unseal(store.key, 'body', answered.sealed), answer.text)
  }
})

test('a body goes there and back unchanged', async () => {
  await using pair = await openPair()
  const body = JSON.stringify({ name: 'Nguyễn Thị Mai', filler: 'x'.repeat(100_000) })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await ask(pair.url, at('/new'), { method: 'POST', body, headers })
  assert.equal(answer.status, 200, answer.text)
  assert.equal((JSON.parse(answer.text) as { body: string }).body, body)
})
