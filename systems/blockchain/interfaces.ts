import type pg from 'pg'
import type { Abi, Hex } from 'viem'
import { hexToBytes } from 'viem'
import type { Clock } from '#kernel/clock'
import type { ChainClient } from './chain-client.ts'
import { systemContractAt, interfaces as systemInterfaces } from './decoding.ts'
import { findInterfaces } from './storage/verified-sources.ts'

export type Interfaces = ReturnType<typeof openInterfaces>

const keptMs = 30_000
const mostKept = 500

type Parts = { readonly pool: pg.Pool; readonly chain: ChainClient; readonly clock: Clock }

/** Interfaces of contracts that this center knows: those of the chain, and of verified sources. */
export function openInterfaces({ pool, chain, clock }: Parts) {
  let kept = { atMs: clock.elapsedMs(), abis: new Map<string, Abi | undefined>() }

  /** By address in lower case; of an unknown contract there is none. */
  async function of(addresses: readonly string[]): Promise<ReadonlyMap<string, Abi>> {
    const nowMs = clock.elapsedMs()
    if (nowMs - kept.atMs > keptMs || kept.abis.size > mostKept) {
      kept = { atMs: nowMs, abis: new Map() }
    }
    const asked = [...new Set(addresses.map((it) => it.toLowerCase()))]
    const { abis } = kept
    const unknown = asked.filter((it) => !systemContractAt(it) && !abis.has(it))
    if (unknown.length > 0) await look(unknown, abis)
    return new Map(
      asked.flatMap((it) => {
        const name = systemContractAt(it)
        const abi = name ? systemInterfaces[name] : abis.get(it)
        return abi ? [[it, abi] as const] : []
      }),
    )
  }

  async function look(addresses: readonly string[], into: Map<string, Abi | undefined>) {
    const chainId = await chain.chainId()
    const bytes = addresses.map((it) => hexToBytes(it as Hex))
    const found = await findInterfaces(pool, chainId, bytes)
    for (const it of addresses) into.set(it, found.get(it))
  }

  return {
    of,
    /** A source of this contract was verified. */
    forget: (address: string) => kept.abis.delete(address.toLowerCase()),
  }
}
