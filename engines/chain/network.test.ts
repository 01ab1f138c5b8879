import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openLog } from '#kernel/log'
import { openCounter } from '#testing/counter-chain'
import { findComet } from './comet-program.ts'
import { openCometRpc } from './comet-rpc.ts'
import { openCometbft } from './cometbft.ts'
import { layOutNetwork, readNetwork } from './network.ts'
import { addressOf } from './signed-block.ts'
import { openValidatorKey } from './validator-key.ts'

let base = ''
before(() => {
  base = mkdtempSync(join(tmpdir(), 'ndc-plan-'))
})
after(() => rmSync(base, { recursive: true, force: true }))

const json = <Type>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Type

test('a network is laid out once, each node with keys of its own that nobody else reads', () => {
  const folder = join(base, 'net')
  const order = { folder, chainId: 'test', validators: 3, observers: 1, firstPort: 47_900 }
  const at = new Date('2026-11-23T10:00:00Z')
  const { nodes } = layOutNetwork({ ...order, at, appState: (it) => ({ keys: it.length }) })
  assert.deepEqual(readNetwork(folder)?.nodes, nodes)
  assert.equal(new Set(nodes.map((it) => it.key)).size, 4)
  type Genesis = { genesis_time: string; app_state: object; validators: { address: string }[] }
  for (const [place, it] of nodes.entries()) {
    const config = join(it.home, 'config')
    const genesis = json<Genesis>(join(config, 'genesis.json'))
    assert.equal(genesis.genesis_time, '2026-11-23T10:00:00Z')
    assert.deepEqual(genesis.app_state, { keys: 3 })
    assert.equal(genesis.validators.length, 3)
    const file = join(config, 'priv_validator_key.json')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { key } = openValidatorKey(file)
    assert.equal(Buffer.from(key).toString('base64'), it.key)
    if (place < 3) assert.equal(genesis.validators[place]?.address, addressOf(key))
    const settings = readFileSync(join(config, 'config.toml'), 'utf8')
    assert.equal(/persistent_peers = "(.*)"/.exec(settings)?.[1]?.split(',').length, 3)
    assert.match(settings, /timeout_commit = "200ms"\ncreate_empty_blocks = false/)
  }
  assert.throws(
    () => layOutNetwork({ ...order, at, appState: () => ({}) }),
    /There is a network in .* already/,
  )
  assert.throws(
    () => layOutNetwork({ ...order, validators: 60, at, appState: () => ({}) }),
    /from 1 to 50/,
  )
})

test('without cometbft it is said where it was looked for and how to get it', async () => {
  assert.throws(() => findComet(join(base, 'absent'), ''), /go install .*cometbft@v0\.38/s)
  const other = join(base, 'cometbft')
  writeFileSync(other, '#!/bin/sh\necho 1.0.1\n', { mode: 0o755 })
  assert.throws(() => findComet(other, ''), /is CometBFT 1\.0\.1; this chain speaks with the 0\.38/)
  const right = join(base, 'right')
  writeFileSync(right, '#!/bin/sh\necho 0.38.26\n', { mode: 0o755 })
  assert.equal(findComet(right, ''), right)
  const { application } = openCounter(base)
  const order = { application, log: openLog('silent'), program: right, path: '' }
  await assert.rejects(openCometbft({ ...order, home: base }), /config\.toml cannot be read/)
})

test('a CometBFT that is away is an error of the caller, not of this process', async () => {
  const rpc = openCometRpc('tcp://127.0.0.1:9')
  await assert.rejects(rpc.status(), /ECONNREFUSED/)
})
