import type { Application } from '#engines/chain'
import { type Clock, systemClock } from '#kernel/clock'
import type { Evm } from '../json-rpc/backend.ts'
import { hexOf } from '../state/bytes.ts'
import type { ChainStore } from '../state/chain-store.ts'
import { type Candidates, openApplication } from './application.ts'
import type { CallLimits } from './bench.ts'
import { openCalls } from './calls.ts'
import { rulesOf } from './chain-rules.ts'
import type { ChainGenesis } from './genesis.ts'
import { admit, memberOf } from './policy.ts'
import { type ChainRules, contextOf, type RanBlock } from './run-block.ts'
import { validateButNonce } from './run-transaction.ts'
import type { Transaction } from './transaction.ts'
import { World } from './world.ts'

export type ExecutionNeeds = {
  readonly store: ChainStore
  readonly genesis: ChainGenesis
  readonly clock?: Clock
  readonly limits?: Partial<CallLimits>
}

export type Execution = {
  /** Calls, estimates and traces. */
  readonly evm: Evm
  readonly application: Application
  readonly rules: ChainRules
  /** Throws Refused when a transaction could not run on the last state, its nonce aside. */
  check(transaction: Transaction): void
  nonceOf(address: Uint8Array): bigint
  /** Who shares a quota: the account's member, or the account itself where it has none. */
  memberOf(address: Uint8Array): string
  /** Where proposals are picked from, and what CheckTx fills. */
  usePool(pool: Candidates): void
  /** Tells of every block once it is durable; answers how to stop. */
  watch(tell: (block: RanBlock) => void): () => void
}

const mostChecks = 10_000

export function openExecution(needs: ExecutionNeeds): Execution {
  const { store, genesis, clock = systemClock } = needs
  const rules: ChainRules = {
    chainId: BigInt(genesis.chainId),
    open: genesis.open,
    gasLimit: BigInt(genesis.gasLimit),
  }
  const watchers = new Set<(block: RanBlock) => void>()
  let pool: Candidates | undefined
  let view = new World(store.state)
  let checks = 0

  const application = openApplication({
    store,
    genesis,
    rules,
    pool: () => pool,
    committed: (block) => {
      view = new World(store.state)
      for (const tell of watchers) tell(block)
    },
  })

  /** The last state; what was read of it is forgotten now and then, so that it stays small. */
  const now = (): World => {
    checks += 1
    if (checks % mostChecks === 0) view = new World(store.state)
    return view
  }

  return {
    application,
    rules,
    evm: openCalls({ store, common: rulesOf(rules.chainId), clock, limits: needs.limits ?? {} }),
    check(tx) {
      const latest = store.blocks.latest
      const seconds = Math.max(Math.floor(clock.now().getTime() / 1_000), latest?.timestamp ?? 0)
      const context = contextOf(rules, (latest?.number ?? 0) + 1, { seconds, nanos: 0 })
      validateButNonce(now(), tx, context, rules.chainId)
      admit(now(), tx, context.timestamp, rules.open)
    },
    nonceOf: (address) => now().account(address)?.nonce ?? 0n,
    memberOf(address) {
      const member = memberOf(now(), address)
      return member === 0 ? hexOf(address) : String(member)
    },
    usePool(it) {
      pool = it
    },
    watch(tell) {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}
