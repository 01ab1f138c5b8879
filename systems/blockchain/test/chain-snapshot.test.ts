import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RLP } from '@ethereumjs/rlp'
import type { Snapshot } from '#engines/chain'
import { sha256 } from '#kernel/digest'
import { hexOf } from '../state/bytes.ts'
import type { ChainStore } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'
import { compressed, encodeEntry, encodeManifest } from '../state/snapshot-format.ts'
import type { StateChanges } from '../state/state.ts'
import { openTestStore, paying } from './stores.ts'

/** Blocks with headers that name their state and the block before, as a snapshot must. */
async function commitLinked(store: ChainStore, changes: StateChanges): Promise<void> {
  const number = store.state.height + 1
  const plan = store.state.plan(changes)
  const parent = store.blocks.latest?.hash ?? new Uint8Array(32)
  const header = RLP.encode([parent, new Uint8Array(32), new Uint8Array(20), plan.root, number])
  const block = { number, hash: keccak(header), timestamp: number, header, transactions: [] }
  await store.commit({ block, receipts: [], plan })
}

const code = Buffer.from('600160005500', 'hex')

/** A chain of a few thousand accounts, one of them with code and slots. */
async function grow(store: ChainStore, blocks: number, others = 100): Promise<void> {
  for (let nth = 0; nth < blocks; nth++) {
    const changes = paying(store.state.height + 1, others)
    const sender = changes.accounts.get('00'.repeat(20))
    assert.ok(sender)
    const accounts = new Map(changes.accounts).set('00'.repeat(20), {
      ...sender,
      codeHash: keccak(code),
    })
    const codes = new Map([[hexOf(keccak(code)), code]])
    await commitLinked(store, { ...changes, accounts, codes })
  }
}

async function restore(from: ChainStore, to: ChainStore, it: Snapshot, root: Uint8Array) {
  assert.equal(await to.snapshots.offerSnapshot(it, root), 'accept')
  for (let nth = 0; nth < it.chunks; nth++) {
    const chunk = await from.snapshots.loadSnapshotChunk(it.height, it.format, nth)
    assert.ok(chunk.length > 0 && chunk.length <= 4 * 1024 * 1024)
    assert.equal(await to.snapshots.applySnapshotChunk(nth, chunk, 'peer'), 'accept')
  }
}

test('a snapshot is taken while blocks go on; another node begins with it and follows', async () => {
  await using first = openTestStore()
  await using second = openTestStore({ mode: 'pruned', window: 4 })
  const { store } = first
  await grow(store, 300, 30)
  const { height, root } = store.state
  const taking = store.snapshots.take()
  await grow(store, 5)
  const snapshot = await taking
  assert.equal(snapshot.height, height)
  assert.deepEqual(await store.snapshots.listSnapshots(), [snapshot])
  await restore(store, second.store, snapshot, root)
  assert.equal(hexOf(second.store.state.root), hexOf(root))
  assert.equal(second.store.state.height, height)
  assert.equal(second.store.state.oldest, height)
  assert.equal(hexOf(second.store.state.code(keccak(code))), hexOf(code))
  assert.ok(second.store.blocks.header(height - 255), 'the last 256 headers come with it')
  await second.store.verify()
  await second.reopen()
  await grow(second.store, 5)
  assert.equal(hexOf(second.store.state.root), hexOf(store.state.root))
  assert.equal(
    hexOf(second.store.blocks.latest?.hash ?? code),
    hexOf(store.blocks.latest?.hash ?? root),
  )
  await second.store.verify()
})

test('only a snapshot with the trusted root is taken, and only into an empty store', async () => {
  await using first = openTestStore()
  await using second = openTestStore()
  await grow(first.store, 3)
  const it = await first.store.snapshots.take()
  const { root } = first.store.state
  const offer = (more: Partial<Snapshot>, trusted = root) =>
    second.store.snapshots.offerSnapshot({ ...it, ...more }, trusted)
  assert.equal(await offer({}, keccak(root)), 'reject')
  assert.equal(await offer({ format: 7 }), 'reject-format')
  assert.equal(await offer({ height: 1 }), 'reject')
  assert.equal(await offer({ chunks: 9 }), 'reject')
  assert.equal(await offer({ metadata: Buffer.from('{}'), hash: sha256('{}') }), 'reject')
  assert.equal(await first.store.snapshots.offerSnapshot(it, root), 'reject')
  assert.equal(await offer({}), 'accept')
  const { applySnapshotChunk } = second.store.snapshots
  assert.equal(await applySnapshotChunk(1, code, 'peer'), 'abort')
  assert.equal(await applySnapshotChunk(0, code, 'peer'), 'retry')
})

test('a node that stops half-way through a snapshot begins anew', async () => {
  await using first = openTestStore()
  await using second = openTestStore()
  await grow(first.store, 3)
  const it = await first.store.snapshots.take()
  assert.equal(await second.store.snapshots.offerSnapshot(it, first.store.state.root), 'accept')
  await second.reopen()
  assert.equal(second.store.state.height, -1)
  await restore(first.store, second.store, it, first.store.state.root)
  await second.store.verify()
})

test('a false whole of true chunks is given up, and leaves nothing behind', async () => {
  await using first = openTestStore()
  await grow(first.store, 3)
  const { root, height } = first.store.state
  const record = Buffer.from('00010105', 'hex')
  const account = encodeEntry({ kind: 'account', key: keccak(code), value: record })
  const falsehoods: Record<string, Buffer> = {
    'another account': account,
    nothing: Buffer.alloc(0),
    'a code that is not its hash': encodeEntry({ kind: 'code', key: keccak(root), value: code }),
    'a torn entry': account.subarray(0, 20),
    'an unknown kind': Buffer.from('ff', 'hex'),
  }
  for (const [what, chunk] of Object.entries(falsehoods)) {
    await using second = openTestStore()
    const bytes = await compressed(chunk)
    const chunks = [sha256(bytes).toString('hex')]
    const metadata = encodeManifest({ height, root: hexOf(root), chunks })
    const it = { height, format: 1, chunks: 1, hash: sha256(metadata), metadata }
    const { offerSnapshot, applySnapshotChunk } = second.store.snapshots
    assert.equal(await offerSnapshot(it, root), 'accept')
    assert.equal(await applySnapshotChunk(0, bytes, 'peer'), 'abort', what)
    assert.equal(second.store.state.height, -1)
    assert.equal(second.store.state.code(keccak(root)).length, 0)
    await grow(second.store, 1)
    await second.store.verify()
  }
})

test('old snapshots make room for new ones', async () => {
  await using opened = openTestStore({
    snapshots: { every: 4, keep: 2, failed: (error) => assert.fail(String(error)) },
  })
  for (let nth = 0; nth < 5; nth++) {
    await grow(opened.store, 4, 3)
    await opened.store.snapshots.take()
  }
  assert.equal((await opened.store.snapshots.listSnapshots()).length, 2)
  assert.equal((await opened.store.snapshots.loadSnapshotChunk(4, 1, 0)).length, 0)
})
