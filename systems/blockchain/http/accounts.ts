import { type Address, getAddress, type Hex, hexToNumber, size } from 'viem'
import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  AccountParams,
  AccountTransactionsQuery,
  AccountView,
  TransactionList,
} from '../contract.ts'
import { systemContractAt } from '../decoding.ts'
import { decimal } from '../explorer.ts'
import type { Needs } from '../needs.ts'

const access = { anyone: true, limitPerMinute: 600 } as const

/** /accounts — an account or contract of the chain, and what it took part in. */
export function accountRoutes({ chain, explorer, members }: Needs): Routes {
  return async (app) => {
    app.get(
      '/accounts/:address',
      {
        config: { access },
        schema: {
          operationId: 'chainAccountGet',
          summary: 'An account or contract of the chain',
          params: AccountParams,
          response: { 200: AccountView },
        },
      },
      async ({ params }) => {
        const address = params.address.toLowerCase() as Address
        const [balance, nonce, code, names] = await Promise.all([
          chain.ask<Hex>('eth_getBalance', [address, 'latest']),
          chain.ask<Hex>('eth_getTransactionCount', [address, 'latest']),
          chain.ask<Hex>('eth_getCode', [address, 'latest']),
          members.names([address]),
        ])
        return {
          address: getAddress(address),
          name: names.get(address) ?? null,
          balance: decimal(balance),
          nonce: hexToNumber(nonce),
          codeSize: size(code),
          system: systemContractAt(address) !== undefined,
        }
      },
    )

    app.get(
      '/accounts/:address/transactions',
      {
        config: { access },
        schema: {
          operationId: 'chainAccountTransactions',
          summary: 'What an account sent, received or was named by, newest first',
          params: AccountParams,
          querystring: AccountTransactionsQuery,
          response: { 200: TransactionList },
        },
      },
      async ({ params, query }) => {
        const [block, index] = query.before?.split('-').map(Number) ?? []
        const before = block !== undefined && index !== undefined ? { block, index } : undefined
        const { address } = params
        return { items: await explorer.listTransactionsOf(address, before, pageSize.default) }
      },
    )
  }
}
