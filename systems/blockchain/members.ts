import {
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeEventLog,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
} from 'viem'
import type { Clock } from '#kernel/clock'
import type { Words } from '#kernel/words'
import type { ChainClient } from './chain-client.ts'
import { governanceAbi } from './contracts/abi.ts'
import { type SystemContract, systemAddresses } from './contracts/addresses.ts'

type Abi = typeof governanceAbi
type View = ContractFunctionName<Abi, 'view'>

export type Members = ReturnType<typeof openMembers>

const keptMs = 30_000
const standings = ['removed', 'active', 'suspended', 'removed'] as const
const outcomes = ['open', 'executed', 'withdrawn'] as const

/** Members, validators and votes, as Governance holds them. */
export function openMembers(chain: ChainClient, clock: Clock) {
  let kept: { readonly atMs: number; readonly names: ReadonlyMap<string, Words> } | undefined

  async function ask<Name extends View>(
    functionName: Name,
    ...args: Extract<ContractFunctionArgs<Abi, 'view', Name>, readonly unknown[]>
  ): Promise<ContractFunctionReturnType<Abi, 'view', Name>> {
    const asked = { abi: governanceAbi, functionName, args } as never
    const call = { to: systemAddresses.governance, data: encodeFunctionData(asked) }
    const data = await chain.ask<Hex>('eth_call', [call, 'latest'])
    return decodeFunctionResult({ abi: governanceAbi, functionName, args, data } as never) as never
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
        return { ...it, id, state, inFavour, against, seats }
      }),
    )
  }

  /** Who stands behind addresses: contracts of the system, and accounts of members. */
  async function names(): Promise<ReadonlyMap<string, Words>> {
    const nowMs = clock.elapsedMs()
    if (kept && nowMs - kept.atMs < keptMs) return kept.names
    const found = new Map<string, Words>(
      Object.entries(systemNames).map(([name, words]) => [
        systemAddresses[name as SystemContract],
        words,
      ]),
    )
    const members = new Map((await list()).map((it) => [it.id, it.name]))
    for (const { account, member } of await accountChanges()) {
      const name = members.get(member)
      if (name === undefined) found.delete(account)
      else found.set(account, { vi: name, en: name })
    }
    kept = { atMs: nowMs, names: found }
    return found
  }

  async function accountChanges(): Promise<{ account: string; member: number }[]> {
    const logs = await chain.ask<{ data: Hex; topics: [Hex, ...Hex[]] }[]>('eth_getLogs', [
      {
        address: systemAddresses.governance,
        fromBlock: 'earliest',
        toBlock: 'latest',
        topics: encodeEventTopics({ abi: governanceAbi, eventName: 'AccountChanged' }),
      },
    ])
    return logs.map(({ data, topics }) => {
      const { args } = decodeEventLog({
        abi: governanceAbi,
        eventName: 'AccountChanged',
        data,
        topics,
      })
      return { account: args.account.toLowerCase(), member: args.member }
    })
  }

  return { ask, list, validators, proposals, names }
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
