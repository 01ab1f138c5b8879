import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask, at, openPair } from '#testing/exchange'
import { openSmallDisk, smallDisks } from '#testing/faults-disk'
import { openStore, StoreBusy } from '../hot-path/store.ts'

const errorOf = (answer: { headers: Record<string, unknown> }) => answer.headers['x-road-error']

for (const side of ['consumer', 'provider'] as const) {
  test(
    `a full disk of the ${side}: requests are refused before anything is done, and it recovers`,
    smallDisks,
    async () => {
      using disk = openSmallDisk(`gateway-${side}`, 8)
      let reached = 0
      await using pair = await openPair({
        serve: (_, response) => {
          reached++
          response.end('{}')
        },
        [side]: { file: join(disk.folder, 'gateway.db') },
      })
      assert.equal((await ask(pair.url, at('/of/1'))).status, 200)
      disk.fill()
      // What fits in the space of the log that was taken before may still be kept.
      let answer = await ask(pair.url, at('/of/2'))
      for (let nth = 0; answer.status === 200 && nth < 1_000; nth++) {
        answer = await ask(pair.url, at('/of/2'))
      }
      assert.equal(answer.status, 503, answer.text)
      assert.match(String(errorOf(answer)), /^Server\.\w+\.LoggingFailed$/)
      const before = reached
      for (let nth = 0; nth < 3; nth++) {
        assert.match(String(errorOf(await ask(pair.url, at('/of/3')))), /LoggingFailed$/)
      }
      assert.equal(reached, before, 'the service hears nothing')
      disk.free()
      assert.equal((await ask(pair.url, at('/of/4'))).status, 200)
      const [kept] = await pair[side].store.read<{ count: number }>([
        'select count(*) count from evidence where status = 200',
      ])
      assert.ok(kept && kept.count >= 2)
    },
  )
}

test('a store that has too much to write says so at once', async () => {
  await using pair = await openPair()
  const { file, key } = pair.consumer.store
  const store = await openStore({ file: `${file}.small`, key, mostWaiting: 2 })
  const writes = Array.from({ length: 5 }, () => store.write([['delete from use']]))
  const results = await Promise.allSettled(writes)
  assert.deepEqual(
    results.map((it) => it.status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
  )
  assert.ok(results[2]?.status === 'rejected' && results[2].reason instanceof StoreBusy)
  await store.close()
})

test('a store that another process holds, or that is none, is refused in words', async () => {
  await using pair = await openPair()
  const { file, key } = pair.consumer.store
  await assert.rejects(openStore({ file, key }), /held by another process/)
  await assert.rejects(openStore({ file: import.meta.filename, key }), /is damaged/)
})
