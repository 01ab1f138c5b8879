import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeAuthority } from '#testing/certificates'
import { ask, at, atPort, configurationOf, factsOf, makeKeys, runGateway } from '#testing/exchange'
import { newFolder } from '#testing/folders'
import { startHotPath } from '#testing/hot-path-process'
import { openStore } from '../hot-path/store.ts'
import { type EvidenceRow, recordOf } from '../hot-path/store-tables.ts'

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a gateway killed while the service works: nothing is done twice, and the client knows', async () => {
  const folder = newFolder('crash')
  const authority = await makeAuthority()
  const keys = {
    consumer: await makeKeys(authority, 'consumer'),
    provider: await makeKeys(authority, 'provider'),
  }
  const reached: string[] = []
  const waiting: ServerResponse[] = []
  const service = createServer((request, response) => {
    reached.push(String(request.headers['x-road-id']))
    if (request.url?.includes('slow')) waiting.push(response)
    else response.end('{}')
  })
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve))
  const target = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const first = configurationOf(authority, keys.consumer, keys.provider)
  const file = join(folder, 'provider.db')
  const facts = factsOf('gateway-provider', keys.provider, first, { target })
  const start = (peerPort: number) => startHotPath(facts, keys.provider, { file, peerPort })
  let provider = await start(0)
  const configuration = atPort(first, provider.ports.peers)
  const asker = factsOf('gateway-consumer', keys.consumer, configuration)
  await using consumer = await runGateway(asker, { file: join(folder, 'consumer.db') })
  const url = `http://127.0.0.1:${consumer.gateway.ports.clients}`
  const asked = (path: string, id: string) => ask(url, at(path), { headers: { 'X-Road-Id': id } })
  try {
    assert.equal((await asked('/of/1', 'before')).status, 200)
    const cut = asked('/slow/1', 'cut')
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await kill(provider.child)
    const broken = await cut
    assert.equal(broken.headers['x-road-error'], 'Server.ClientProxy.NoAnswer')
    assert.equal(broken.status, 504)

    provider = await start(provider.ports.peers)
    const again = await asked('/slow/1', 'cut')
    assert.equal(again.headers['x-road-error'], 'Server.ServerProxy.OutcomeUnknown', again.text)
    assert.equal(again.status, 409)
    const known = await asked('/of/1', 'before')
    assert.equal(known.headers['x-road-error'], 'Server.ServerProxy.DuplicateMessageId')
    assert.equal((await asked('/of/1', 'after')).status, 200)
    assert.deepEqual(reached, ['before', 'cut', 'after'])
  } finally {
    await kill(provider.child)
    service.closeAllConnections()
    service.close()
  }
  const store = await openStore({ file, key: Buffer.alloc(32, 7) })
  const rows = await store.read<EvidenceRow>(['select * from evidence order by seq'])
  await store.close()
  assert.deepEqual(
    rows.map(recordOf).map(({ xRoadId, status }) => [xRoadId, status]),
    [
      ['before', 200],
      ['cut', null],
      ['cut', 409],
      ['before', 409],
      ['after', 200],
    ],
  )
  rmSync(folder, { recursive: true })
})
