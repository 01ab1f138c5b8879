import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { systemClock } from '#kernel/clock'
import { type Registry, type RegistryCode, registries } from '../registries/index.ts'
import { fillStores, type StoreFiles } from './filling.ts'
import { openService, type Service } from './service.ts'
import { openStore, type Store } from './store.ts'

const nation = { seed: 1945, people: 400, today: '2026-11-23' as CivilDate }
const folder = mkdtempSync(join(tmpdir(), 'ndc-registries-'))
const files = Object.fromEntries(
  registries.map(({ code }) => [code, join(folder, code, 'registry.db')]),
) as StoreFiles

type Asked = {
  readonly status: number
  readonly type: string | null
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into bodies of every shape
  readonly body: any
}

describe('the service of an agency', () => {
  let service: Service
  let store: Store
  before(async () => {
    assert.ok((await fillStores(nation, files)) > 1_000)
    await open()
  })
  after(async () => {
    await service.close()
    store.close()
    rmSync(folder, { recursive: true })
  })

  async function open(code: RegistryCode = 'health-insurance'): Promise<void> {
    const registry = registries.find((it) => it.code === code) as Registry
    store = openStore(files[code], registry)
    service = await openService(registry, store, systemClock, 0)
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Asked> {
    const answer = await fetch(service.url + path, init)
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      body: await answer.json(),
    }
  }

  function correct(xRoadId: string, body: unknown) {
    const headers = { 'x-road-id': xRoadId, 'x-road-client': 'VN/GOV/NDC/public-services' }
    return ask('/corrections', { method: 'POST', headers, body: JSON.stringify(body) })
  }

  test('is filled once: what is there is left as it is', async () => {
    assert.equal(await fillStores(nation, files), 0)
  })

  test('gives all records page by page, each once', async () => {
    const seen = new Set<string>()
    for (let after: string | null = ''; after !== null; ) {
      const { body } = await ask(`/cards?limit=50&after=${encodeURIComponent(after)}`)
      for (const { id } of body.items) seen.add(id)
      after = body.next
    }
    const [cards] = (registries.find((it) => it.code === 'health-insurance') as Registry)
      .collections
    assert.equal(seen.size, store.count(cards as never))
  })

  test('gives the records of a person, and one by its id; of a stranger none', async () => {
    const { body: all } = await ask('/cards?limit=20')
    const card = all.items.find((it: { number: string }) => /^\d{12}$/.test(it.number))
    const { body: own } = await ask(`/cards?personalNumber=${card.number}`)
    assert.deepEqual(own.items[0], card)
    assert.deepEqual((await ask(`/cards/${card.id}`)).body, card)
    assert.deepEqual((await ask('/cards?personalNumber=001000000000')).body.items, [])
  })

  test('says what it offers, with every field', async () => {
    const { body } = await ask('/openapi.json')
    assert.equal(body.openapi, '3.1.0')
    assert.deepEqual(Object.keys(body.paths).toSorted(), [
      '/cards',
      '/cards/{id}',
      '/corrections',
      '/corrections/{id}',
    ])
    assert.ok('validUntil' in body.components.schemas.Cards.properties)
  })

  test('refuses what it does not understand, as a problem', async () => {
    const cases: [string, number][] = [
      ['/cards?personalNumber=12', 400],
      ['/cards?name=Mai', 400],
      ['/cards?limit=100000', 400],
      ['/cards/%E0%A4%A', 400],
      ['/cards/nobody', 404],
      ['/people', 404],
      ['/cards/a/b', 404],
    ]
    for (const [path, status] of cases) {
      const answer = await ask(path)
      assert.equal(answer.status, status, path)
      assert.equal(answer.type, 'application/problem+json', path)
    }
    assert.equal((await ask('/cards', { method: 'DELETE' })).status, 405)
  })

  test('corrects a record once for each X-Road-Id, and keeps it when closed', async () => {
    const [card] = (await ask('/cards?limit=1')).body.items
    const wanted = {
      collection: 'cards',
      recordId: card.id,
      field: 'fullName',
      value: 'Nguyễn Thị Mới',
      reason: 'Ghi sai tên',
    }
    const first = await correct('one', wanted)
    assert.equal(first.status, 201)
    assert.equal(first.body.from, card.fullName)
    assert.deepEqual((await correct('one', wanted)).body, first.body)
    assert.equal((await correct('one', { ...wanted, value: 'X' })).status, 409)
    await service.close()
    store.close()
    await open()
    assert.equal((await ask(`/cards/${card.id}`)).body.fullName, 'Nguyễn Thị Mới')
    assert.deepEqual((await ask(`/corrections/${first.body.id}`)).body, first.body)
    assert.deepEqual((await correct('one', wanted)).body, first.body)
  })

  test('corrects nothing on a request that is wrong', async () => {
    const [card] = (await ask('/cards?limit=1')).body.items
    const right = {
      collection: 'cards',
      recordId: card.id,
      field: 'sex',
      value: 'male',
      reason: 'x',
    }
    const cases: [Record<string, unknown>, number][] = [
      [{ collection: 'people' }, 400],
      [{ field: 'id' }, 400],
      [{ field: 'unknown' }, 400],
      [{ value: 5 }, 400],
      [{ reason: '' }, 400],
      [{ recordId: 'nobody' }, 404],
    ]
    for (const [at, [change, status]] of cases.entries()) {
      assert.equal((await correct(`wrong-${at}`, { ...right, ...change })).status, status)
    }
    const bare = await ask('/corrections', { method: 'POST', body: JSON.stringify(right) })
    assert.equal(bare.status, 400)
    const headers = { 'x-road-id': 'broken' }
    const broken = await ask('/corrections', { method: 'POST', headers, body: '{"collection":' })
    assert.equal(broken.status, 400)
    assert.deepEqual((await ask(`/cards/${card.id}`)).body, card)
  })
})
