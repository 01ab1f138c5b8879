import { createZeroAddress } from '@ethereumjs/util'
import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  getAddress,
  type Hex,
  parseEventLogs,
} from 'viem'
import { rulesOf } from '../execution/chain-rules.ts'
import { beginWorld, type ChainGenesis } from '../execution/genesis.ts'
import { Machine } from '../execution/machine.ts'
import { runTransaction, validate } from '../execution/run-transaction.ts'
import { World } from '../execution/world.ts'
import { bytesOfHex, hexOf } from '../state/bytes.ts'
import { HeldState } from './held-state.ts'

const chainId = 70_401n
const begunAt = 1_790_000_000

/** A contract refused a call; `name` is that of its error. */
export class Reverted extends Error {
  readonly args: readonly unknown[]
  constructor(name: string, args: readonly unknown[]) {
    super(name)
    this.name = name
    this.args = args
  }
}

export type Ran = {
  readonly gasUsed: bigint
  readonly output: Hex
  readonly logs: { address: Hex; topics: [Hex, ...Hex[]]; data: Hex }[]
  readonly contractAddress: Hex | undefined
}

type Mutability = 'nonpayable' | 'payable' | 'view' | 'pure'
type Names<Paper extends Abi> = ContractFunctionName<Paper, Mutability>
type Args<Paper extends Abi, Name extends Names<Paper>> = ContractFunctionArgs<
  Paper,
  Mutability,
  Name
>
type Answer<Paper extends Abi, Name extends Names<Paper>> = ContractFunctionReturnType<
  Paper,
  Mutability,
  Name
>

/** The first state of a network, and transactions on it one by one, without a chain around. */
export async function openContracts(
  facts: Pick<ChainGenesis, 'members' | 'validators' | 'admins' | 'logs'>,
) {
  const world = new World(new HeldState())
  const machine = new Machine(rulesOf(chainId), world, () => new Uint8Array(32))
  const now = { block: 1, seconds: begunAt + 1 }
  const genesis = {
    ...facts,
    chainId: Number(chainId),
    open: true,
    gasLimit: 60_000_000,
    alloc: {},
  }
  await beginWorld(machine, genesis, context(0, begunAt))

  async function run(from: Address, to: Address | undefined, data: Hex): Promise<Ran & Failed> {
    const sender = bytesOfHex(from)
    const tx = {
      chainId,
      from: sender,
      nonce: world.account(sender)?.nonce ?? 0n,
      gas: 30_000_000n,
      maxFee: 0n,
      maxTip: 0n,
      to: to && bytesOfHex(to),
      value: 0n,
      data: bytesOfHex(data),
      accessList: [],
      authorizations: [],
    }
    const block = context(now.block, now.seconds)
    const ran = await runTransaction(machine, tx, block, validate(world, tx, block, chainId))
    return {
      failed: ran.status === 0 ? (ran.error ?? 'failed') : undefined,
      gasUsed: ran.gasUsed,
      output: `0x${hexOf(ran.output)}`,
      contractAddress: ran.contractAddress && `0x${hexOf(ran.contractAddress)}`,
      logs: ran.logs.map((log) => ({
        address: `0x${hexOf(log.address)}` as const,
        topics: log.topics.map((it) => `0x${hexOf(it)}` as const) as [Hex, ...Hex[]],
        data: `0x${hexOf(log.data)}` as const,
      })),
    }
  }

  return {
    world,
    now,
    /** The next block, so many seconds later. */
    wait(seconds: number): void {
      now.block += 1
      now.seconds += seconds
    },
    async deploy(from: Address, code: Hex): Promise<Address> {
      const ran = await run(from, undefined, code)
      if (ran.failed !== undefined || !ran.contractAddress) throw new Reverted('Deployment', [])
      return ran.contractAddress
    },
    /** A transaction; throws Reverted with the contract's error. */
    async call<const Paper extends Abi, Name extends Names<Paper>>(
      from: Address,
      { address, abi }: { address: Address; abi: Paper },
      functionName: Name,
      args: Args<Paper, Name>,
    ): Promise<Ran & { answer: Answer<Paper, Name>; events: ReturnType<typeof eventsOf> }> {
      const data = encodeFunctionData({ abi, functionName, args } as never)
      const ran = await run(from, address, data)
      if (ran.failed !== undefined) throw refusal(abi, ran.failed, ran.output)
      const answer = decodeFunctionResult<Abi>({ abi, functionName, data: ran.output })
      return { ...ran, answer: answer as Answer<Paper, Name>, events: eventsOf(abi, ran.logs) }
    },
  }
}

type Failed = { readonly failed: string | undefined }

function eventsOf(abi: Abi, logs: Ran['logs']) {
  const found = parseEventLogs({ abi, logs: logs as never, strict: true })
  return found.map(({ eventName, args }) => ({ name: eventName, args: args as unknown }))
}

function refusal(abi: Abi, failed: string, data: Hex): Error {
  if (data === '0x') return new Error(`The call failed without saying why: ${failed}`)
  const { errorName, args = [] } = decodeErrorResult({ abi, data })
  return new Reverted(errorName, args)
}

function context(number: number, seconds: number) {
  return {
    number: BigInt(number),
    timestamp: BigInt(seconds),
    gasLimit: 60_000_000n,
    baseFee: 0n,
    coinbase: createZeroAddress(),
    prevRandao: new Uint8Array(32),
  }
}

/** An address that is only a number, for tests. */
export function account(number: number): Address {
  return getAddress(`0x${(0xa000_0000 + number).toString(16).padStart(40, '0')}`)
}

/** Members with a seat, each with one account that has all rights: `account(1)`, `account(2)` … */
export function council(size: number): ChainGenesis['members'] {
  return Array.from({ length: size }, (_, at) => ({
    name: `Member ${at + 1}`,
    gasPerDay: 60_000_000,
    mayDeploy: true,
    seated: true,
    accounts: [{ account: account(at + 1), rights: 15 }],
  }))
}

export function validatorKey(number: number): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`
}
