import type pg from 'pg'
import { type Hex, hexToBytes } from 'viem'
import type { Clock } from '#kernel/clock'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import type { ChainClient } from '../chain-client.ts'
import { SourceParams, SourceSubmit, SourceView } from '../contract-sources.ts'
import { artifacts } from '../contracts/artifacts.ts'
import type { StandardJson } from '../contracts/compile.ts'
import { verifySource } from '../contracts/verify-source.ts'
import type { Interfaces } from '../interfaces.ts'
import { findSource, type KeptSource, saveSource } from '../storage/verified-sources.ts'

type Needs = {
  readonly pool: pg.Pool
  readonly chain: ChainClient
  readonly clock: Clock
  readonly interfaces: Interfaces
}

/**
 * /contracts/:address/source — anybody hands in a contract's source; what compiles to it is kept.
 */
export function sourceRoutes({ pool, chain, clock, interfaces }: Needs): Routes {
  return async (app) => {
    app.post(
      '/contracts/:address/source',
      {
        config: { access: { anyone: true, limitPerMinute: 20 } },
        schema: {
          operationId: 'contractSourceVerify',
          summary: 'Compiles a source and keeps it where it makes the code of the contract',
          params: SourceParams,
          body: SourceSubmit,
          response: { 200: SourceView },
        },
      },
      async ({ params, body }) => {
        const address = params.address.toLowerCase()
        const code = await chain.ask<Hex>('eth_getCode', [address, 'latest'])
        if (code === '0x') throw noContract()
        const id = await chain.chainId()
        const { contract, match, abi, input } = await verifySource(
          body.standardJson,
          hexToBytes(code),
        )
        const kept = { contract, match, abi: [...abi], input, verifiedAt: clock.now() }
        await saveSource(pool, id, bytesOf(address), kept)
        interfaces.forget(address)
        return viewOf((await findSource(pool, id, bytesOf(address))) ?? kept)
      },
    )

    app.get(
      '/contracts/:address/source',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'contractSourceGet',
          summary: 'The verified source of a contract',
          params: SourceParams,
          response: { 200: SourceView },
        },
      },
      async ({ params }) => {
        const kept = await findSource(pool, await chain.chainId(), bytesOf(params.address))
        if (!kept) throw noSource()
        return viewOf(kept)
      },
    )
  }
}

const bytesOf = (address: string) => hexToBytes(address as Hex)

function viewOf({ contract, match, abi, input, verifiedAt }: KeptSource): SourceView {
  const { sources, settings } = input as StandardJson
  const files = Object.entries(sources).map(([name, { content }]) => ({ name, content }))
  const { compiler } = artifacts()
  const at = verifiedAt.toISOString()
  return { contract, match, compiler, abi, files, settings, verifiedAt: at }
}

function noContract(): Problem {
  return new Problem(404, 'blockchain.contract-absent', {
    vi: 'Ở địa chỉ này không có hợp đồng nào.',
    en: 'No contract stands at this address.',
  })
}

function noSource(): Problem {
  return new Problem(404, 'blockchain.source-absent', {
    vi: 'Chưa có mã nguồn được xác minh của hợp đồng này.',
    en: 'No verified source of this contract is kept.',
  })
}
