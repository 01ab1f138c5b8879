import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBlock } from '@ethereumjs/block'
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { MerkleStateManager } from '@ethereumjs/statemanager'
import { createTxFromRLP } from '@ethereumjs/tx'
import { Account, Address, createZeroAddress } from '@ethereumjs/util'
import { createVM, runTx, type VM } from '@ethereumjs/vm'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { rulesOf } from '../execution/chain-rules.ts'
import { Machine } from '../execution/machine.ts'
import { Refused } from '../execution/refused.ts'
import { runTransaction, validate } from '../execution/run-transaction.ts'
import { decodeTransaction } from '../execution/transaction.ts'
import { World } from '../execution/world.ts'
import { bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import { Chance } from './chance.ts'
import { HeldState } from './held-state.ts'
import { randomCode } from './random-code.ts'

const chainId = 70_401
const signers = [1, 2, 3].map((it) => privateKeyToAccount(`0x${it.toString(16).padStart(64, '0')}`))
const contracts = ['c1', 'c2', 'c3', 'c4'].map((it) => it.repeat(20))
const accounts = [
  ...contracts,
  ...signers.map((it) => it.address.slice(2).toLowerCase()),
  'dead'.repeat(10),
  ...Array.from({ length: 17 }, (_, at) => (at + 1).toString(16).padStart(40, '0')),
]
const block = {
  number: 5n,
  timestamp: 1_750_000_000n,
  gasLimit: 60_000_000n,
  baseFee: 0n,
  coinbase: createZeroAddress(),
  prevRandao: new Uint8Array(32),
}

async function openReference(): Promise<VM> {
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Prague })
  const stateManager = new MerkleStateManager({ common })
  const blockchain = {
    getBlock: (number: number) => ({ hash: () => blockHash(number) }),
    shallowCopy: () => blockchain,
  }
  const none = new Address(bytesOfHex(`0x${'0a'.padStart(40, '0')}`))
  const evmOpts = { customPrecompiles: [{ address: none }] }
  return createVM({ common, stateManager, blockchain: blockchain as never, evmOpts })
}

const blockHash = (number: number) => wordBytes(BigInt(number) + 77n)
const codeOf = (reference: VM, at: string) =>
  reference.stateManager.getCode(new Address(bytesOfHex(at)))

/** The same accounts in both. */
async function begin(chance: Chance, ours: World, reference: VM): Promise<void> {
  const put = async (at: string, balance: bigint, code?: Uint8Array) => {
    const address = new Address(bytesOfHex(at))
    await reference.stateManager.putAccount(address, new Account(code ? 1n : 0n, balance))
    ours.setAccount(address.bytes, { ...plain, nonce: code ? 1n : 0n, balance })
    if (!code) return
    await reference.stateManager.putCode(address, code)
    ours.setCode(address.bytes, code)
    for (const slot of [0n, 1n]) {
      await reference.stateManager.putStorage(address, wordBytes(slot), Uint8Array.of(7))
      ours.store(ours.slotsOf(address.bytes), slot, 7n)
    }
  }
  for (const at of contracts) await put(at, 5n, randomCode(chance, accounts))
  for (const it of signers) await put(it.address.slice(2).toLowerCase(), 10n ** 20n)
}

async function randomTransaction(chance: Chance, nonces: Map<string, number>) {
  const signer = chance.pick(signers)
  const nonce = nonces.get(signer.address) ?? 0
  const creates = chance.below(6) === 0
  const data = creates ? randomCode(chance, accounts) : chance.bytes(chance.below(100))
  const common = {
    chainId,
    nonce,
    gas: 60_000n + BigInt(chance.below(200_000)),
    value: BigInt(chance.below(4)),
    data: `0x${hexOf(data)}` as const,
    ...(!creates && { to: `0x${chance.pick(accounts)}` as const }),
  }
  const list = {
    address: `0x${chance.pick(accounts)}` as const,
    storageKeys: [`0x${'0'.repeat(63)}${chance.below(3)}` as const],
  }
  const accessList = chance.below(2) === 0 ? [list] : []
  const gasPrice = BigInt(chance.below(3))
  const fees = { maxFeePerGas: 5n, maxPriorityFeePerGas: BigInt(chance.below(5)) }
  const kind = chance.below(5)
  nonces.set(signer.address, nonce + 1)
  if (kind === 0) return signer.signTransaction({ ...common, type: 'legacy', gasPrice })
  if (kind === 1)
    return signer.signTransaction({ ...common, type: 'eip2930', gasPrice, accessList })
  if (kind === 2 && !creates) {
    const authorizationList = [await authorization(chance, nonces, chance.pick(signers))]
    const to = `0x${chance.pick(accounts)}` as const
    const type = 'eip7702'
    return signer.signTransaction({ ...common, to, ...fees, accessList, authorizationList, type })
  }
  return signer.signTransaction({ ...common, type: 'eip1559', ...fees, accessList })
}

async function authorization(
  chance: Chance,
  nonces: Map<string, number>,
  signer: PrivateKeyAccount,
) {
  const nonce = nonces.get(signer.address) ?? 0
  const right = chance.below(4) > 0
  if (right) nonces.set(signer.address, nonce + 1)
  const gone = chance.below(4) === 0
  const address = `0x${gone ? '0'.repeat(40) : chance.pick(contracts)}` as const
  const chain = chance.pick([0, chainId])
  return signer.signAuthorization({ address, nonce: right ? nonce : nonce + 9, chainId: chain })
}

const plain = new HeldState().empty

test('transactions of every kind do what EthereumJS says: status, gas, logs, state', async () => {
  for (let seed = 1; seed <= rounds; seed += 1) {
    const chance = new Chance(seed)
    const held = new HeldState()
    const reference = await openReference()
    const first = new World(held)
    await begin(chance, first, reference)
    held.apply(first.changes())
    const world = new World(held)
    const machine = new Machine(rulesOf(BigInt(chainId)), world, blockHash)
    const header = createBlock(
      {
        header: {
          number: 5n,
          timestamp: block.timestamp,
          gasLimit: block.gasLimit,
          baseFeePerGas: 0n,
        },
      },
      { common: reference.common },
    )
    const nonces = new Map<string, number>()
    for (let it = 0; it < 8; it += 1) {
      const raw = bytesOfHex(await randomTransaction(chance, nonces))
      const tx = decodeTransaction(raw)
      const about = `seed ${seed}, transaction ${it}`
      let needs: ReturnType<typeof validate>
      try {
        needs = validate(world, tx, block, BigInt(chainId))
      } catch (error) {
        assert.ok(error instanceof Refused, String(error))
        await assert.rejects(
          runTx(reference, {
            tx: createTxFromRLP(raw, { common: reference.common }),
            block: header,
          }),
        )
        nonces.set(`0x${hexOf(tx.from)}`, 0)
        break
      }
      const ours = await runTransaction(machine, tx, block, needs)
      const theirs = await runTx(reference, {
        tx: createTxFromRLP(raw, { common: reference.common }),
        block: header,
        skipHardForkValidation: true,
      })
      const failed = theirs.execResult.exceptionError?.error
      assert.equal(ours.status, failed ? 0 : 1, `${about}: ${ours.error} / ${failed}`)
      assert.equal(ours.gasUsed, theirs.totalGasSpent, `${about}: ${ours.error} / ${failed}`)
      assert.deepEqual(
        ours.logs.map((log) => [log.address, log.topics, log.data].flat().map(hexOf)),
        (theirs.execResult.logs ?? []).map((log) => log.flat().map(hexOf)),
        about,
      )
      assert.equal(hexOf(ours.output), hexOf(theirs.execResult.returnValue), about)
      await compare(world, reference, about)
    }
    held.apply(world.changes())
    await compare(new World(held), reference, `seed ${seed}, after the block`)
  }
})

const rounds = 8

async function compare(world: World, reference: VM, about: string): Promise<void> {
  for (const at of accounts) {
    const address = new Address(bytesOfHex(at))
    const theirs = await reference.stateManager.getAccount(address)
    const ours = world.account(address.bytes)
    const words = `${about}, account ${at}`
    assert.equal(ours?.nonce ?? 0n, theirs?.nonce ?? 0n, words)
    assert.equal(ours?.balance ?? 0n, theirs?.balance ?? 0n, words)
    assert.equal(hexOf(world.code(address.bytes)), hexOf(await codeOf(reference, at)), words)
    for (const slot of [0n, 1n, 2n]) {
      const kept = await reference.stateManager.getStorage(address, wordBytes(slot))
      const value = world.load(world.slotsOf(address.bytes), slot)
      assert.equal(value, BigInt(`0x0${hexOf(kept)}`), `${words}, slot ${slot}`)
    }
  }
}
