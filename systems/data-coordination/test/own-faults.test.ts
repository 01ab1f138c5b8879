import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { openSmallDisk, smallDisks } from '#testing/faults-disk'
import { type FileManifest, pieceBytes } from '../domain/batch-file.ts'
import type { FeedPage } from '../domain/feed.ts'
import { startOwnGateway } from './own-gateway-process.ts'
import {
  answered,
  asked,
  event,
  feed,
  files,
  openOwnGateway,
  openOwnPair,
  openReceiver,
  publish,
  readFeed,
  until,
} from './own-gateways.ts'

const hex = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function put(url: string, name: string, body: Buffer, headers: Record<string, string> = {}) {
  const sent = { method: 'PUT', headers, body: new Uint8Array(body) }
  return fetch(`${url}/b1/${files}/${name}`, sent).then(answered)
}

async function wholeFeed(url: string): Promise<FeedPage['events']> {
  const all: FeedPage['events'][number][] = []
  for (let after = 0; ; ) {
    const page = (await readFeed(url, `?after=${after}&limit=500`)).body as FeedPage
    all.push(...page.events)
    if (page.next === after) return all
    after = page.next
  }
}

test('killed while events are published: what was acknowledged is kept, nothing stands twice', async () => {
  await using pair = await openOwnPair()
  const { provider, consumer, facts } = pair
  const folder = dirname(provider.store.file)
  await provider[Symbol.asyncDispose]()
  const first = await startOwnGateway(facts.provider, folder, provider.peerPort)
  const acknowledged = new Map<string, number>()
  const killed = new AbortController()
  const publisher = async (name: string): Promise<void> => {
    for (let at = 0; !killed.signal.aborted; at++) {
      const ids = [`${name}-${at}-a`, `${name}-${at}-b`]
      const told = await publish(
        first.url,
        ids.map((id) => event(id)),
      ).catch(() => undefined)
      if (told?.status !== 200) return
      for (const [place, id] of ids.entries()) acknowledged.set(id, told.body.sequences[place])
    }
  }
  const publishing = Promise.all(['p', 'q', 'r', 's'].map(publisher))
  await until(() => acknowledged.size > 100)
  await first.kill()
  killed.abort()
  await publishing

  await using second = await startOwnGateway(facts.provider, folder, provider.peerPort)
  for (const [id, sequence] of acknowledged) {
    if (Math.abs(sequence - acknowledged.size) > 20) continue
    assert.deepEqual((await publish(second.url, event(id))).body, { sequences: [sequence] }, id)
  }
  const kept = await wholeFeed(consumer.url)
  assert.deepEqual(
    kept.map((it) => it.sequence),
    kept.map((_, at) => at + 1),
  )
  const numbers = new Map(kept.map((it) => [it.event.id, it.sequence]))
  assert.equal(numbers.size, kept.length, 'no event stands twice')
  for (const [id, sequence] of acknowledged) assert.equal(numbers.get(id), sequence)
  const halves = [...numbers.keys()].filter((id) => id.endsWith('-a'))
  assert.ok(
    halves.every((id) => numbers.has(`${id.slice(0, -1)}b`)),
    'a batch is whole or absent',
  )
})

test('killed while it delivers: every event arrives, in order, a few of them again', async () => {
  await using pair = await openOwnPair()
  await using receiver = await openReceiver()
  const { provider, consumer, facts } = pair
  const folder = dirname(consumer.store.file)
  const { configuration } = consumer.standing.current().directory
  await consumer[Symbol.asyncDispose]()
  const count = 600
  for (let at = 0; at < count; at += 200) {
    await publish(
      provider.url,
      Array.from({ length: 200 }, (_, more) => event(at + more + 1)),
    )
  }
  const asker = { ...facts.consumer, configuration }
  const first = await startOwnGateway(asker, folder)
  const order = { deliver: receiver.url, from: 'beginning' }
  assert.equal((await asked(first.url, 'POST', `/s1/${feed}`, order)).status, 201)
  await until(() => receiver.got.length > 150)
  await first.kill()
  const before = receiver.got.length
  assert.ok(before < count, 'it was killed in the middle')
  await using _second = await startOwnGateway(asker, folder)
  await until(() => receiver.ids().includes(String(count)), 10_000)
  const seen = new Set<string>()
  const firsts = receiver.ids().filter((id) => !seen.has(id) && seen.add(id))
  assert.deepEqual(
    firsts,
    Array.from({ length: count }, (_, at) => String(at + 1)),
  )
  assert.ok(receiver.got.length - count <= 200, `${receiver.got.length - count} came again`)
})

test('killed while a file arrives: it goes on from what is durable, and is whole at the end', async () => {
  await using pair = await openOwnPair()
  const { provider, facts, consumer } = pair
  const folder = dirname(provider.store.file)
  await provider[Symbol.asyncDispose]()
  const first = await startOwnGateway(facts.provider, folder, provider.peerPort)
  const body = randomBytes(2 * pieceBytes + 1_000)
  const sent = request(`${first.url}/b1/${files}/x.bin`, {
    method: 'PUT',
    headers: { 'content-length': body.length },
  })
  sent.on('error', () => undefined)
  sent.write(body.subarray(0, 2 * pieceBytes - 5))
  const received = async (url: string): Promise<number> => {
    const head = await fetch(`${url}/b1/${files}/x.bin`, { method: 'HEAD' })
    return head.status === 404 ? -1 : Number(head.headers.get('upload-offset'))
  }
  await until(async () => (await received(first.url)) >= pieceBytes)
  await first.kill()

  await using second = await startOwnGateway(facts.provider, folder, provider.peerPort)
  const at = await received(second.url)
  assert.equal(at, pieceBytes, 'what was told as received is there')
  const range = `bytes ${at}-${body.length - 1}/${body.length}`
  const done = await put(second.url, 'x.bin', body.subarray(at), { 'content-range': range })
  assert.equal(done.status, 201, JSON.stringify(done.body))
  const manifest = (await asked(consumer.url, 'GET', `/r1/${files}/x.bin/manifest`)).body
  assert.equal((manifest as FileManifest).sha256, hex(body))
})

test(
  'on a full disk nothing is half published or lost, and it goes on when there is room',
  smallDisks,
  async () => {
    using disk = openSmallDisk('own', 40)
    await using pair = await openOwnPair()
    const { provider, consumer, facts } = pair
    await provider[Symbol.asyncDispose]()
    await using full = await openOwnGateway(facts.provider, disk.folder, {
      peerPort: provider.peerPort,
    })
    await publish(full.url, event(1))
    disk.fill()
    const large = (id: string) => event(id, { data: 'x'.repeat(200_000) })
    let refused = await publish(full.url, [large('2a'), large('2b')])
    for (let at = 0; refused.status === 200 && at < 20; at++) {
      refused = await publish(full.url, [large(`${at}c`), large(`${at}d`)])
    }
    assert.equal(refused.status, 503, 'the publisher is told to come again')
    assert.equal(refused.headers.get('retry-after'), '5')
    const body = randomBytes(3_000_000)
    const file = await put(full.url, 'x.bin', body)
    assert.equal(file.status, 503)
    disk.free()
    await until(async () => (await publish(full.url, [large('2a'), large('2b')])).status === 200)
    assert.equal((await put(full.url, 'x.bin', body)).status, 201)
    const kept = await wholeFeed(consumer.url)
    assert.deepEqual(
      kept.map((it) => it.sequence),
      kept.map((_, at) => at + 1),
    )
    const ids = kept.map((it) => it.event.id)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.includes('2a') && ids.includes('2b') && ids[0] === '1')
  },
)
