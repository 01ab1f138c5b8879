import type { Backend } from './backend.ts'
import { anyNumberOf } from './block-choice.ts'
import type { Methods } from './methods.ts'
import { address, count, hex, hexQuantity, maybe, object } from './params.ts'
import { refused } from './rpc-error.ts'

const mostTransactions = 200

/** What Ethereum's interface has no words for: consensus, and an account's transactions. */
export function ndcMethods(backend: Backend): Methods {
  const { blocks, consensus, pool } = backend
  const signed = async (value: unknown) => {
    const number = anyNumberOf(backend, value)
    return number === undefined ? undefined : consensus.signedBlock(number)
  }
  return {
    ndc_health: () => health(backend),
    ndc_status: async () => {
      const status = await consensus.status()
      const head = blocks.latest
      return {
        chainId: hexQuantity(backend.chainId),
        client: backend.client,
        consensus: consensus.name,
        ...status,
        head: head
          ? { number: hexQuantity(head.number), hash: hex(head.hash), timestamp: head.timestamp }
          : null,
        firstBlock: hexQuantity(blocks.first),
        oldestState: hexQuantity(Math.max(backend.state.oldest, 0)),
        pool: pool.status(),
      }
    },
    /** The consensus' header, commit and validators of a height; null where it is not decided. */
    ndc_signedBlock: async ([value]) => (await signed(value)) ?? null,
    ndc_seal: async ([value]) => {
      const found = await signed(value)
      if (!found) return null
      const signatures = found.commit.signatures.filter((it) => it.signature !== null).length
      return { signatures, validators: found.validators.length, round: found.commit.round }
    },
    ndc_validators: async ([value]) => (await signed(value))?.validators ?? null,
    /** Hashes, newest first, of what stands before a block and place. */
    ndc_transactionsOf: ([of, before, limit]) => {
      const from = maybe(before, (it) => {
        const place = object(it, 'before')
        return { block: count(place['block'], 'block'), index: count(place['index'], 'index') }
      })
      const most = maybe(limit, (it) => count(it, 'limit', mostTransactions)) ?? 50
      return blocks.transactionsOf(address(of, 'address'), most, from).map(({ block, index }) => {
        const raw = blocks.block(block)?.transactions[index]
        if (!raw) throw refused(`block ${block} is no longer kept`)
        return hex(backend.decode(raw).hash)
      })
    },
  }
}

/** Whether this node is of use to whoever asks it now. */
export async function health(backend: Backend) {
  const { syncing, height, peers } = await backend.consensus.status()
  const state = backend.blocks.latest?.number ?? 0
  return { ok: !syncing && height - state <= 10, syncing, height, state, peers }
}
