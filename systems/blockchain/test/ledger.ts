import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesToHex, type Hex, type TransactionSerializable } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Execution, openExecution } from '../execution/execution.ts'
import type { ChainGenesis } from '../execution/genesis.ts'
import { bytesOfHex } from '../state/bytes.ts'
import { type ChainStore, openChainStore } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'

export const chainId = 70_401
export const beganAt = { seconds: 1_750_000_000, nanos: 0 }

export function keyOf(number: number): PrivateKeyAccount {
  return privateKeyToAccount(bytesToHex(keccak(Uint8Array.of(number))))
}

/** Founder: may do everything. Clerk: may only send. Stranger: nobody knows it. */
export const founder = keyOf(1)
export const clerk = keyOf(2)
export const stranger = keyOf(3)
export const second = keyOf(4)
export const logId: Hex = `0x${'ab'.repeat(32)}`
export const validatorKey = (number: number): Hex => bytesToHex(keccak(Uint8Array.of(9, number)))

export const smallGenesis: ChainGenesis = {
  chainId,
  open: false,
  gasLimit: 30_000_000,
  members: [
    {
      name: 'Trung tâm dữ liệu quốc gia',
      gasPerDay: 50_000_000,
      mayDeploy: true,
      seated: true,
      accounts: [
        { account: founder.address, rights: 15 },
        { account: clerk.address, rights: 1 },
      ],
    },
    {
      name: 'Tòa án',
      gasPerDay: 5_000_000,
      mayDeploy: false,
      seated: false,
      accounts: [{ account: second.address, rights: 15 }],
    },
  ],
  validators: [],
  admins: [],
  logs: [{ log: logId, owner: clerk.address }],
  alloc: {
    [founder.address]: { balance: '1000000000000000000' },
    [clerk.address]: { balance: '1000' },
    [stranger.address]: { balance: '1000' },
  },
}

/** A chain without a driver: the test says what stands in each block, and when. */
export class Ledger implements AsyncDisposable {
  readonly folder: string
  store: ChainStore
  execution: Execution
  seconds = beganAt.seconds
  readonly genesis: ChainGenesis
  readonly #nonces = new Map<string, number>()

  private constructor(genesis: ChainGenesis) {
    this.genesis = genesis
    this.folder = mkdtempSync(join(tmpdir(), 'ndc-ledger-'))
    this.store = openChainStore({ folder: this.folder, mode: 'archive' })
    this.execution = openExecution({ store: this.store, genesis })
  }

  static async open(genesis: ChainGenesis = smallGenesis): Promise<Ledger> {
    const ledger = new Ledger(genesis)
    await ledger.begin()
    return ledger
  }

  begin() {
    return this.execution.application.initChain({
      chainId: 'ndc-test',
      time: beganAt,
      validators: [{ key: bytesOfHex(validatorKey(1)), power: 10 }],
      appState: new Uint8Array(),
      initialHeight: 1,
    })
  }

  /** Closes the store and opens it again, as a restart does. */
  async restart(): Promise<void> {
    await this.store.close()
    this.store = openChainStore({ folder: this.folder, mode: 'archive' })
    this.execution = openExecution({ store: this.store, genesis: this.genesis })
  }

  async sign(
    account: PrivateKeyAccount,
    tx: Partial<TransactionSerializable>,
  ): Promise<Uint8Array> {
    const nonce = this.#nonces.get(account.address) ?? 0
    this.#nonces.set(account.address, nonce + 1)
    const usual = { chainId, nonce, gas: 1_000_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }
    const whole = { type: 'eip1559', ...usual, ...tx } as TransactionSerializable
    return bytesOfHex(await account.signTransaction(whole))
  }

  /** The next order, a second later. */
  order(txs: readonly Uint8Array[]) {
    this.seconds += 1
    const height = (this.store.blocks.latest?.number ?? 0) + 1
    return { height, time: { seconds: this.seconds, nanos: 0 }, txs, proposer: new Uint8Array(20) }
  }

  /** Decides and commits one block. */
  async decide(...txs: readonly Uint8Array[]) {
    const decided = await this.execution.application.finalizeBlock(this.order(txs))
    await this.execution.application.commit()
    return decided
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
