import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { centerGenesis } from '#blockchain/network'
import { systemClock, wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { newId } from '#kernel/id'
import { openLog } from '#kernel/log'
import { freePort, openTestHouse, type TestHouse } from '#testing/house'
import { leafHash, provesConsistency } from '../domain/merkle-tree.ts'
import { bytesOf, hexOf } from '../domain/record-proof.ts'
import { type ChainNode, startNode } from '../node/start.ts'
import { verifyProofFile } from '../verification.ts'

let house: TestHouse
let node: ChainNode | undefined
let port: number

before(async () => {
  port = await freePort()
  house = await openTestHouse(undefined, { NDC_BLOCKCHAIN_NODE: `http://127.0.0.1:${port}` })
})

after(async () => {
  await house[Symbol.asyncDispose]()
  await node?.close()
})

async function startChain(): Promise<void> {
  const folder = join(house.dataDir, 'chain')
  const { secrets } = house.kernel
  const members = [{ code: 'NDC', name: 'Trung tâm Dữ liệu quốc gia' }] as const
  node = await startNode({
    folder,
    genesis: centerGenesis(secrets, { folder, chainId: 70_401, members }),
    consensus: 'solo',
    listen: { port },
    mode: 'archive',
    clock: systemClock,
    log: openLog('silent'),
    secrets,
    onFault: (error) => assert.fail(String(error)),
  })
}

const idOf = new Map<string, string>()

/** Anchors contents in a transaction of another room, as rooms do; gives their ids. */
async function anchor(texts: readonly string[], log: 'documents' | 'grants' = 'documents') {
  const records = texts.map((it) => {
    const id = newId('record', systemClock.now())
    idOf.set(it, id)
    return { id, digest: sha256(it) }
  })
  await house.kernel.database
    .room('documents')
    .transaction()
    .execute((tx) => house.rooms.blockchain.anchor(tx, log, records))
  return records.map((it) => it.id)
}

const search = async (text: string) => {
  const digest = hexOf(sha256(text))
  const { status, body } = await house.caller().post('/api/blockchain/v1/proofs/search', { digest })
  assert.equal(status, 200, JSON.stringify(body))
  return body.items
}

async function until<Found>(what: string, look: () => Promise<Found | undefined | false>) {
  for (let waited = 0; waited < 15_000; waited += 50) {
    const found = await look()
    if (found) return found
    await wait(50)
  }
  throw new Error(`In vain: ${what}`)
}

const proven = (text: string) =>
  until(`a proof of ${text}`, async () => {
    const found = await house.rooms.blockchain.find(idOf.get(text) ?? '')
    return found?.state === 'proven' && found
  })

const get = async (path: string) => (await house.caller().get(`/api/blockchain/v1${path}`)).body

test('while the chain is away records are kept, in order, and it is said why they wait', async () => {
  await anchor(['first', 'second'])
  await until('a place in the tree', async () => {
    const found = await house.rooms.blockchain.find(idOf.get('first') ?? '')
    return found?.state === 'in-tree'
  })
  const [found] = await search('first')
  assert.equal(found.state, 'in-tree')
  assert.equal(found.log, 'documents')
  assert.equal(found.proof, null)
  const { trouble, items } = await until('trouble', async () => {
    const all = await get('/logs')
    return all.trouble && all
  })
  assert.match(trouble.en, /records are kept/)
  assert.equal(items[0].size, 2)
  assert.equal(items[0].checkpoint, null)
})

test('once the chain is there, whoever holds a content gets a proof that is checked offline', async () => {
  await startChain()
  await proven('first')
  const [found] = await search('first')
  const trusted = await get('/validators/trusted')
  const checked = verifyProofFile(JSON.stringify(found.proof), Buffer.from('first'), trusted)
  assert.ok(checked.good, JSON.stringify(checked.steps))
  assert.match(checked.worth.en, /One key alone/)
  assert.equal(checked.told?.log, 'documents')
  assert.ok(!verifyProofFile(JSON.stringify(found.proof), Buffer.from('other'), trusted).good)
  assert.deepEqual(await search('never handed over'), [])
})

test('a proof is there at most two seconds after the commit', async () => {
  const took: number[] = []
  for (let nth = 0; nth < 3; nth++) {
    await anchor([`quick ${nth}`])
    const begun = performance.now()
    await proven(`quick ${nth}`)
    took.push(performance.now() - begun)
  }
  assert.ok(Math.max(...took) < 2_000, took.join(', '))
})

test('what did not commit is not anchored', async () => {
  const work = house.kernel.database
    .room('documents')
    .transaction()
    .execute(async (tx) => {
      const record = { id: newId('record', systemClock.now()), digest: sha256('undone') }
      await house.rooms.blockchain.anchor(tx, 'documents', [record])
      throw new Error('changed my mind')
    })
  await assert.rejects(work, /changed my mind/)
  await anchor(['after it'])
  await proven('after it')
  assert.deepEqual(await search('undone'), [])
})

test('records of many transactions at once stand in the log without gaps, each with its proof', async () => {
  const texts = Array.from({ length: 40 }, (_, nth) =>
    Array.from({ length: 25 }, (_it, at) => `many ${nth}/${at}`),
  )
  await Promise.all(texts.map((it) => anchor(it)))
  const trusted = await get('/validators/trusted')
  const leaves = new Set<number>()
  for (const text of texts.flatMap((it) => [it[0] as string, it[24] as string])) {
    const { proof } = await proven(text)
    assert.ok(verifyProofFile(JSON.stringify(proof), Buffer.from(text), trusted).good)
    leaves.add(proof.tree.leaf)
  }
  assert.equal(leaves.size, 80)
  const { rows } = await house.kernel.database.pool('blockchain').query(
    `select min(first_leaf)::int as first, sum(records)::int as records,
       max(first_leaf + records)::int as last
     from blockchain.hand_over where log = 'documents'`,
  )
  assert.equal(rows[0].first, 0)
  assert.equal(rows[0].records, rows[0].last)
})

test('every checkpoint begins with the one before, and others can see it', async () => {
  const { items } = await get('/logs/documents/checkpoints?limit=100')
  assert.ok(items.length >= 4)
  const sizes = items.map((it: { size: number }) => it.size).toReversed()
  for (let nth = 1; nth < sizes.length; nth++) {
    const [from, to] = [sizes[nth - 1], sizes[nth]]
    const shown = await get(`/logs/documents/consistency?from=${from}&to=${to}`)
    const roots = [bytesOf(shown.from.root), bytesOf(shown.to.root)] as const
    assert.ok(provesConsistency(from, roots[0], to, roots[1], shown.path.map(bytesOf)))
  }
  for (const path of ['?from=1&to=999999', `?from=${sizes.at(-1)}&to=${sizes[0]}`]) {
    const { status } = await house
      .caller()
      .get(`/api/blockchain/v1/logs/documents/consistency${path}`)
    assert.equal(status, 404)
  }
  assert.equal((await house.caller().get('/api/blockchain/v1/logs/none/checkpoints')).status, 404)
})

test('a record is forgotten: its content finds nothing, and an old proof no longer fits a new one', async () => {
  const [id = ''] = await anchor(['to be forgotten'])
  const before = await proven('to be forgotten')
  const forget = () =>
    house.kernel.database
      .room('documents')
      .transaction()
      .execute((tx) => house.rooms.blockchain.forget(tx, [id]))
  assert.equal(await forget(), 1)
  assert.equal(await forget(), 0)
  assert.deepEqual(await search('to be forgotten'), [])
  const kept = await house.rooms.blockchain.find(id)
  assert.equal(kept?.state, 'proven')
  const proof = kept?.state === 'proven' ? kept.proof : undefined
  assert.equal(proof?.record.salt, null)
  assert.equal(proof?.record.commitment, before.proof.record.commitment)
  const trusted = await get('/validators/trusted')
  const text = JSON.stringify(proof)
  assert.ok(verifyProofFile(text, undefined, trusted).good)
  const linked = verifyProofFile(text, Buffer.from('to be forgotten'), trusted)
  assert.ok(linked.steps.some((it) => it.check === 'unlinked' && !it.good))
})

test('no digest stands on the chain, and none in the log: only salted commitments', async () => {
  await anchor(['low entropy: 0901234567'])
  const { proof } = await proven('low entropy: 0901234567')
  const plain = sha256('low entropy: 0901234567')
  const pool = house.kernel.database.pool('blockchain')
  const tiles = await pool.query('select hashes from blockchain.tile where level = 0')
  const all = Buffer.concat(tiles.rows.map((it) => it.hashes))
  assert.ok(!all.includes(plain) && !all.includes(Buffer.from(leafHash(plain))))
  assert.ok(all.includes(Buffer.from(leafHash(bytesOf(proof.record.commitment)))))
})

test('the chain is asked first: a root that stands there already is proven without another', async () => {
  await anchor(['done twice'], 'grants')
  await proven('done twice')
  const pool = house.kernel.database.pool('blockchain')
  await pool.query(`delete from blockchain.checkpoint where log = 'grants'`)
  const { proof } = await proven('done twice')
  const trusted = await get('/validators/trusted')
  assert.ok(verifyProofFile(JSON.stringify(proof), Buffer.from('done twice'), trusted).good)
})

test('ndc fetches a proof and checks it with no center in reach', async () => {
  await anchor(['from the command line'])
  await proven('from the command line')
  const file = join(house.dataDir, 'letter.txt')
  const trust = join(house.dataDir, 'validators.json')
  writeFileSync(file, 'from the command line')
  writeFileSync(trust, JSON.stringify(await get('/validators/trusted')))
  const { proof } = await proven('from the command line')
  writeFileSync(`${file}.proof.json`, JSON.stringify(proof))
  const ndc = (...args: string[]) =>
    spawnSync(process.execPath, ['cli/ndc.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'en_US.UTF-8', NDC_URL: 'http://127.0.0.1:1' },
    })
  const good = ndc('proof', 'verify', `${file}.proof.json`, file, '--trust', trust)
  assert.equal(good.status, 0, good.stderr)
  assert.match(good.stdout, /The proof is good/)
  const bad = ndc('proof', 'verify', `${file}.proof.json`, trust, '--trust', trust)
  assert.equal(bad.status, 1)
  assert.match(bad.stdout, /NOT GOOD/)
  const absent = ndc('proof', 'verify', join(house.dataDir, 'none'), '--trust', trust)
  assert.equal(absent.status, 2)
})

test('bad input is refused', async () => {
  const caller = house.caller()
  for (const body of [
    {},
    { digest: '0x12' },
    { digest: 7 },
    { digest: hexOf(sha256('')), more: 1 },
  ]) {
    assert.equal((await caller.post('/api/blockchain/v1/proofs/search', body)).status, 400)
  }
  await assert.rejects(anchor(Array.from({ length: 10_001 }, (_, nth) => `${nth}`)), RangeError)
  const { blockchain } = house.rooms
  const record = { id: 'no uuid', digest: sha256('') }
  const broken = house.kernel.database
    .room('documents')
    .transaction()
    .execute(async (tx) => blockchain.anchor(tx, 'documents', [record]))
  await assert.rejects(broken, RangeError)
})
