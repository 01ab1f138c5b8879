import { type Hex, hexToNumber } from 'viem'
import { pageSize } from '#kernel/contract'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  BlockList,
  BlockParams,
  BlocksQuery,
  BlockView,
  ChainOverview,
  SearchQuery,
  SearchView,
  TransactionParams,
  TransactionView,
} from '../contract.ts'
import type { Needs } from '../needs.ts'

const access = { anyone: true, limitPerMinute: 600 } as const
const recentBlocks = 40

/** What the node answers to ndc_status, as far as it is read here. */
type NodeStatus = Pick<
  ChainOverview,
  'height' | 'consensus' | 'syncing' | 'peers' | 'validators' | 'words'
> & { chainId: Hex; oldestState: Hex; pool: { pending: number; queued: number } }

/** /overview, /blocks, /transactions, /search — the chain, for everyone to look at. */
export function blockRoutes({ kernel, chain, explorer }: Needs): Routes {
  return async (app) => {
    const rpcUrl = `${kernel.publicUrl}${app.prefix}/rpc`

    app.get(
      '/overview',
      {
        config: { access },
        schema: {
          operationId: 'chainOverview',
          summary: 'How the chain is, and its last blocks',
          response: { 200: ChainOverview },
        },
      },
      async () => {
        const [status, blocks] = await Promise.all([
          chain.ask<NodeStatus>('ndc_status'),
          explorer.listBlocks(undefined, recentBlocks),
        ])
        const { height, consensus, syncing, peers, validators, words } = status
        return {
          height,
          consensus,
          syncing,
          peers,
          validators,
          words,
          chainId: hexToNumber(status.chainId),
          oldestState: hexToNumber(status.oldestState),
          pending: status.pool.pending + status.pool.queued,
          latestAt: blocks[0]?.at ?? kernel.clock.now().toISOString(),
          rpcUrl,
          recent: blocks
            .map(({ number, at, transactions, gasUsed }) => ({ number, at, transactions, gasUsed }))
            .toReversed(),
        }
      },
    )

    app.get(
      '/blocks',
      {
        config: { access },
        schema: {
          operationId: 'blockList',
          summary: 'Blocks, newest first',
          querystring: BlocksQuery,
          response: { 200: BlockList },
        },
      },
      async ({ query }) => ({ items: await explorer.listBlocks(query.before, pageSize.default) }),
    )

    app.get(
      '/blocks/:id',
      {
        config: { access },
        schema: {
          operationId: 'blockGet',
          summary: 'One block by number or hash, with its transactions',
          params: BlockParams,
          response: { 200: BlockView },
        },
      },
      async ({ params }) => {
        const block = await explorer.findBlock(params.id)
        if (!block) throw blockUnknown()
        return block
      },
    )

    app.get(
      '/transactions/:hash',
      {
        config: { access },
        schema: {
          operationId: 'transactionGet',
          summary: 'One transaction with what it did; known contracts in words',
          params: TransactionParams,
          response: { 200: TransactionView },
        },
      },
      async ({ params }) => {
        const found = await explorer.findTransaction(params.hash)
        if (!found) throw transactionUnknown()
        return found
      },
    )

    app.get(
      '/search',
      {
        config: { access },
        schema: {
          operationId: 'chainSearch',
          summary: 'What a number, hash or address names on this chain',
          querystring: SearchQuery,
          response: { 200: SearchView },
        },
      },
      async ({ query }) => {
        const text = query.text.trim().replaceAll(/[.,\s]/g, '')
        return (await explorer.search(text)) ?? { kind: 'nothing' as const, id: '' }
      },
    )
  }
}

function blockUnknown(): Problem {
  return new Problem(404, 'blockchain.block-unknown', {
    vi: 'Chuỗi chưa có khối này. Kiểm tra lại số hoặc mã băm của khối.',
    en: 'The chain has no such block. Check its number or hash.',
  })
}

function transactionUnknown(): Problem {
  return new Problem(404, 'blockchain.transaction-unknown', {
    vi: 'Không có giao dịch này trong khối nào. Giao dịch vừa gửi có thể còn đang chờ.',
    en: 'No block holds this transaction. One just sent may still be waiting.',
  })
}
