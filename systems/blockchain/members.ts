import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
} from 'viem'
import type { Clock } from '#kernel/clock'
import type { Words } from '#kernel/words'
import type { ChainClient } from './chain-client.ts'
import { governanceAbi } from './contracts/abi.ts'
import { type SystemContract, systemAddresses } from './contracts/addresses.ts'

type Governance = typeof governanceAbi
type View = ContractFunctionName<Governance, 'view'>

export type Members = ReturnType<typeof openMembers>

/** Typed by hand below: calls are checked against what the contract has. */
const abi: Abi = governanceAbi
const keptMs = 30_000
const mostKept = 10_000
const standings = ['removed', 'active', 'suspended', 'removed'] as const
const choices = ['none', 'for', 'against'] as const
const outcomes = ['open', 'executed', 'withdrawn'] as const

/** Members, validators and votes, as Governance holds them. */
export function openMembers(chain: ChainClient, clock: Clock) {
  let kept = { atMs: clock.elapsedMs(), names: new Map<string, Words | undefined>(ofSystem) }

  async function ask<Name extends View>(
    functionName: Name,
    ...args: Extract<ContractFunctionArgs<Governance, 'view', Name>, readonly unknown[]>
  ): Promise<ContractFunctionReturnType<Governance, 'view', Name>> {
    const asked = { abi, functionName: functionName as string, args: [...args] as unknown[] }
    const call = { to: systemAddresses.governance, data: encodeFunctionData(asked) }
    const data = await chain.ask<Hex>('eth_call', [call, 'latest'])
    const answer: unknown = decodeFunctionResult({ ...asked, data })
    return answer as ContractFunctionReturnType<Governance, 'view', Name>
  }

  async function list() {
    const count = await ask('memberCount')
    return Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const it = await ask('memberOf', at + 1)
        return { ...it, id: at + 1, standing: standings[it.standing] ?? 'removed' }
      }),
    )
  }

  async function validators() {
    const keys = await ask('validatorKeys')
    return Promise.all(keys.map(async (key) => ({ key, ...(await ask('validatorOf', key)) })))
  }

  /** Newest first, those below `before`. */
  async function proposals(before: number | undefined, limit: number) {
    const count = Number(await ask('proposalCount'))
    const top = Math.min(before ?? count + 1, count + 1)
    const ids = Array.from({ length: Math.min(limit, top - 1) }, (_, at) => top - 1 - at)
    return Promise.all(
      ids.map(async (id) => {
        const it = await ask('proposalOf', BigInt(id))
        const [inFavour, against, seats] = await ask('tally', BigInt(id))
        const late = Number(it.expiresAt) * 1_000 < clock.now().getTime()
        const outcome = outcomes[it.outcome] ?? 'open'
        const state = outcome === 'open' && late ? ('expired' as const) : outcome
        const two = await ask('needsTwoThirds', it.target, it.data)
        const needed = Math.floor(two ? (Number(seats) * 2) / 3 : Number(seats) / 2) + 1
        return { ...it, id, state, inFavour, against, seats, needed }
      }),
    )
  }

  /** How each member with a seat has voted; who has no seat has no vote. */
  async function ballots(proposal: number) {
    const seats = await ask('seats')
    return Promise.all(
      seats.map(async (member) => {
        const [{ name }, ballot] = await Promise.all([
          ask('memberOf', member),
          ask('ballotOf', BigInt(proposal), member),
        ])
        return { member, name, ballot: choices[ballot] ?? ('none' as const) }
      }),
    )
  }

  /** Who stands behind addresses: contracts of the system, and accounts of members. */
  async function names(addresses: readonly string[]): Promise<ReadonlyMap<string, Words>> {
    const nowMs = clock.elapsedMs()
    if (nowMs - kept.atMs > keptMs) kept = { atMs: nowMs, names: new Map(ofSystem) }
    const asked = [...new Set(addresses.map((it) => it.toLowerCase()))]
    const { names: known } = kept
    await Promise.all(
      asked
        .filter((it) => !known.has(it))
        .map(async (it) => {
          const { member } = await ask('accountOf', it as Address)
          const name = member > 0 ? (await ask('memberOf', member)).name : undefined
          if (known.size > mostKept) known.clear()
          known.set(it, name === undefined ? undefined : { vi: name, en: name })
        }),
    )
    return new Map(
      asked.flatMap((it) => {
        const words = known.get(it) ?? ofSystem.get(it)
        return words ? [[it, words] as const] : []
      }),
    )
  }

  return { ask, list, validators, proposals, ballots, names }
}

export const systemNames: Record<SystemContract, Words> = {
  governance: { vi: 'Quản trị mạng', en: 'Governance' },
  anchor: { vi: 'Neo dữ liệu', en: 'Anchoring' },
  didRegistry: { vi: 'Sổ định danh phi tập trung', en: 'DID registry' },
  credentialRoots: { vi: 'Sổ gốc chứng nhận', en: 'Credential roots' },
  issuers: { vi: 'Danh bạ bên phát hành', en: 'Issuer directory' },
  statusLists: { vi: 'Danh sách trạng thái', en: 'Status lists' },
  documentHashes: { vi: 'Mã băm hợp đồng', en: 'Contract digests' },
}

const ofSystem: ReadonlyMap<string, Words> = new Map(
  Object.entries(systemNames).map(([name, words]) => [
    systemAddresses[name as SystemContract],
    words,
  ]),
)
