import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Application, Proposal, TxResult, ValidatorUpdate } from '#engines/chain'
import { writeDurably } from '#kernel/secrets'

type Counted = { height: number; sum: number; txs: number }

/**
 * The smallest state machine there is: a transaction is a whole number in text, the state their
 * sum. `validator:KEY:POWER` (KEY in hex) changes the set. Only for tests of consensus itself.
 */
export function openCounter(folder: string, at: (step: string) => void = () => undefined) {
  const file = join(folder, 'counter.json')
  let state = read(file)
  let next: Counted | undefined
  const hashOf = ({ sum, txs }: Counted) =>
    new Uint8Array(createHash('sha256').update(`${sum}/${txs}`).digest())

  const application: Application = {
    info: () => Promise.resolve({ height: state.height, appHash: hashOf(state) }),
    initChain: () => Promise.resolve({ appHash: hashOf(state), validators: [] }),
    checkTx: (tx) => {
      const good = valueOf(tx) !== undefined
      return Promise.resolve({ code: good ? 0 : 1, log: good ? '' : 'no number', gasWanted: 0n })
    },
    prepareProposal: ({ candidates }) =>
      Promise.resolve(candidates.filter((it) => valueOf(it) !== undefined)),
    processProposal: ({ txs }) => {
      const accept = txs.every((it) => valueOf(it) !== undefined)
      return Promise.resolve({ accept, reason: accept ? '' : 'no number' })
    },
    finalizeBlock({ height, txs }: Proposal) {
      at('finalize')
      const values = txs.map((it) => valueOf(it) ?? 0)
      next = {
        height,
        sum: values.reduce((sum, it) => sum + it, state.sum),
        txs: state.txs + txs.length,
      }
      at('finalized')
      const results = txs.map(
        (it): TxResult => ({ code: 0, log: '', gasWanted: 1n, gasUsed: 1n, data: it }),
      )
      const validatorUpdates = txs.flatMap(updateOf)
      return Promise.resolve({ results, appHash: hashOf(next), validatorUpdates })
    },
    commit() {
      at('commit')
      if (!next) throw new Error('Nothing was finalized.')
      writeDurably(file, JSON.stringify(next))
      state = next
      at('committed')
      return Promise.resolve({ retainHeight: 0 })
    },
    query: ({ height }) =>
      Promise.resolve({ code: 0, value: bytes(String(state.sum)), log: '', height }),
    listSnapshots: () => Promise.resolve([]),
    offerSnapshot: () => Promise.resolve('reject'),
    loadSnapshotChunk: () => Promise.resolve(new Uint8Array(0)),
    applySnapshotChunk: () => Promise.resolve('abort'),
  }
  return { application, sum: () => state.sum, height: () => state.height }
}

export const bytes = (text: string) => new Uint8Array(Buffer.from(text))

function read(file: string): Counted {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counted
  } catch {
    return { height: 0, sum: 0, txs: 0 }
  }
}

function valueOf(tx: Uint8Array): number | undefined {
  const text = Buffer.from(tx).toString()
  if (text.startsWith('validator:')) return 0
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function updateOf(tx: Uint8Array): ValidatorUpdate[] {
  const [kind, key = '', power] = Buffer.from(tx).toString().split(':')
  if (kind !== 'validator') return []
  return [{ key: new Uint8Array(Buffer.from(key, 'hex')), power: Number(power) }]
}
