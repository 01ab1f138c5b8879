import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Clock, systemClock, wait } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { secretsOf } from '#kernel/secrets'
import { bytes, openCounter } from '#testing/counter-chain'
import { openBlockLog } from './block-log.ts'
import { type Application, openSolo, type SoloConfig } from './index.ts'
import { hexText, timeOf } from './signed-block.ts'

let base = ''
before(() => {
  base = mkdtempSync(join(tmpdir(), 'ndc-solo-'))
})
after(() => rmSync(base, { recursive: true, force: true }))

let folders = 0
const newFolder = () => join(base, String(folders++))

async function open(folder: string, application: Application, more: Partial<SoloConfig> = {}) {
  const faults: unknown[] = []
  const chain = await openSolo({
    folder,
    application,
    genesis: { chainId: 'solo', time: { seconds: 1, nanos: 0 }, appState: new Uint8Array(0) },
    clock: systemClock,
    log: openLog('silent'),
    onFault: (error) => faults.push(error),
    ...more,
  })
  return { chain, faults }
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done(); tries++) {
    assert.ok(tries < 2_000, 'it did not come about')
    await wait(2)
  }
}

test('a transaction stands in a block, and the next header says what came of it', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  const { chain } = await open(folder, counter.application)
  assert.equal((await chain.status()).height, 1)
  await chain.submit(bytes('5'))
  await chain.submit(bytes('7'))
  await until(() => counter.sum() === 12)
  await until(() => counter.height() === 3)
  const after = await chain.signedBlock(3)
  const { appHash } = await counter.application.info()
  assert.equal(after?.header.app_hash, hexText(appHash))
  await wait(40)
  assert.equal((await chain.status()).height, 3) // no empty block without need
  assert.equal(await chain.signedBlock(4), undefined)
  assert.match((await chain.status()).words.en, /tolerates no fault/)
  await chain.close()
})

test('a chain goes on after a restart, and with a log that is longer than its state', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  const first = await open(folder, counter.application)
  await first.chain.submit(bytes('5'))
  await until(() => counter.height() === 3)
  const early = newFolder()
  await first.chain.submit(bytes('6'))
  await until(() => counter.height() === 5)
  await first.chain.close()

  cpSync(folder, early, { recursive: true })
  rmSync(join(early, 'counter.json'))
  const fresh = openCounter(early)
  const again = await open(early, fresh.application)
  assert.equal(fresh.sum(), 11)
  assert.equal(fresh.height(), 5)
  await again.chain.submit(bytes('1'))
  await until(() => fresh.sum() === 12)
  await again.chain.close()
})

test('a state that is ahead of the log, or another than was signed, keeps the chain from starting', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  const { chain } = await open(folder, counter.application)
  await chain.submit(bytes('5'))
  await until(() => counter.height() === 3)
  await chain.close()
  const state = join(folder, 'counter.json')
  const good = readFileSync(state)
  const refused = (pattern: RegExp) =>
    assert.rejects(open(folder, openCounter(folder).application), pattern)
  writeFileSync(state, JSON.stringify({ height: 9, sum: 5, txs: 1 }))
  await refused(/restored alone/)
  writeFileSync(state, JSON.stringify({ height: 3, sum: 6, txs: 1 }))
  await refused(/not the one that its log/)
  writeFileSync(state, good)
  rmSync(join(folder, 'priv_validator_key.json'))
  await refused(/signed with another key/)
})

test('blocks go forward in time though the clock jumps back', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  let now = Date.parse('2026-11-23T10:00:00Z')
  const clock: Clock = { now: () => new Date(now), elapsedMs: () => performance.now() }
  const { chain } = await open(folder, counter.application, { clock })
  now -= 3_600_000
  await chain.submit(bytes('5'))
  await until(() => counter.height() === 3)
  const times = await Promise.all(
    [1, 2, 3].map(async (it) => (await chain.signedBlock(it))?.header.time),
  )
  assert.deepEqual(times, [
    '2026-11-23T10:00:00Z',
    '2026-11-23T10:00:00.001Z',
    '2026-11-23T10:00:00.002Z',
  ])
  assert.deepEqual(timeOf(times[1] ?? ''), { seconds: 1_795_428_000, nanos: 1_000_000 })
  await chain.close()
})

test('the key lies sealed where there are secrets, and nobody else reads it', async () => {
  const folder = newFolder()
  const secrets = secretsOf(Buffer.alloc(32, 7))
  const first = await open(folder, openCounter(folder).application, { secrets })
  const signer = (await first.chain.signedBlock(1))?.validators[0]?.address
  await first.chain.close()
  const file = join(folder, 'priv_validator_key.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.ok(!readFileSync(file).includes('priv_key'))
  const again = await open(folder, openCounter(folder).application, { secrets })
  assert.equal((await again.chain.signedBlock(1))?.validators[0]?.address, signer)
  await again.chain.close()
  await assert.rejects(open(folder, openCounter(folder).application), /cannot be read/)
})

test('an application that fails stops the chain without a block that nobody executed', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  const { chain, faults } = await open(folder, {
    ...counter.application,
    finalizeBlock: (it) =>
      it.txs.length > 0
        ? Promise.reject(new Error('broken'))
        : counter.application.finalizeBlock(it),
  })
  await chain.submit(bytes('5'))
  await until(() => faults.length > 0)
  await assert.rejects(chain.submit(bytes('5')), /has stopped/)
  assert.equal((await chain.status()).height, 1)
  await chain.close()
  const again = await open(folder, openCounter(folder).application)
  assert.equal((await again.chain.status()).height, 1)
  await again.chain.close()
})

test('kill -9 at any step loses no block that was committed, and repeats none', async () => {
  const folder = newFolder()
  let sum = (await run(folder, '', '1')).sum
  for (const step of ['finalize', 'finalized', 'commit', 'committed']) {
    assert.equal((await run(folder, step, '10')).killed, true)
    // Until the block is in the log nothing has happened; from then on it has.
    const happened = step.startsWith('commit')
    const found = await run(folder, '', '')
    assert.equal(found.sum, sum + (happened ? 10 : 0), step)
    sum = (await run(folder, '', '100')).sum
    assert.equal(sum, found.sum + 100, step)
  }
})

async function run(folder: string, step: string, value: string) {
  const program = 'test/support/solo-process.ts'
  const child = spawn(process.execPath, [program, folder, step, value], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (it) => (said += String(it)))
  const signal = await new Promise((resolve) => child.once('close', (_, it) => resolve(it)))
  const { sum } = (said === '' ? { sum: 0 } : JSON.parse(said)) as { sum: number }
  return { sum, killed: signal === 'SIGKILL' }
}

test('a log that was cut anywhere in its last block ends with the block before', async () => {
  const folder = newFolder()
  const counter = openCounter(folder)
  const { chain } = await open(folder, counter.application)
  await chain.submit(bytes('5'))
  await until(() => counter.height() === 3)
  await chain.close()
  const file = join(folder, 'blocks.log')
  const whole = readFileSync(file)
  const lastStart = Number(readFileSync(join(folder, 'blocks.index')).readBigUInt64LE(16))
  for (let cut = lastStart; cut < whole.length; cut += 7) {
    truncateSync(file, cut)
    const log = openBlockLog(folder)
    assert.equal(log.height, 2)
    assert.equal(statSync(file).size, lastStart)
    log.close()
    writeFileSync(file, whole)
  }
  truncateSync(file, lastStart)
  appendFileSync(file, Buffer.alloc(900)) // as some file systems leave an unwritten end
  const log = openBlockLog(folder)
  assert.equal(log.height, 2)
  log.close()
})

test('a log finds its blocks without its index; one that was changed is refused', () => {
  const folder = join(base, '0') // of the first test
  const [file, index] = [join(folder, 'blocks.log'), join(folder, 'blocks.index')]
  rmSync(index)
  const log = openBlockLog(folder)
  assert.equal(log.height, 3)
  assert.equal(log.read(2)?.txs.length, 2)
  log.close()
  const changed = readFileSync(file)
  changed[60] = (changed[60] as number) ^ 1
  writeFileSync(file, changed)
  rmSync(index)
  assert.throws(() => openBlockLog(folder), /is damaged at block 1/)
})
