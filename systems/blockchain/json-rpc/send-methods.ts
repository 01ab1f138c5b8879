import { hexOf } from '../state/bytes.ts'
import type { Backend } from './backend.ts'
import { receiptOf } from './chain-methods.ts'
import { transactionView } from './formats.ts'
import type { Methods } from './methods.ts'
import { address, count, data, hex, hexQuantity, maybe } from './params.ts'
import { RpcError } from './rpc-error.ts'

const standardWaitMs = 5_000
const longestWaitMs = 30_000

/** Handing in transactions, and what waits. */
export function sendMethods(backend: Backend): Methods {
  const { pool } = backend
  return {
    eth_sendRawTransaction: async ([raw]) => hex(await backend.send(data(raw, 'transaction'))),
    eth_sendRawTransactionSync: async ([raw, asked]) => {
      const waitMs = maybe(asked, (it) => count(it, 'timeout', longestWaitMs)) ?? standardWaitMs
      return sendAndWait(backend, data(raw, 'transaction'), waitMs)
    },
    txpool_status: () => {
      const { pending, queued } = pool.status()
      return { pending: hexQuantity(pending), queued: hexQuantity(queued) }
    },
    txpool_content: () => bySender(pool.content(), transactionView),
    txpool_contentFrom: ([of]) => {
      const { pending, queued } = pool.content(address(of, 'address'))
      return {
        pending: byNonce(pending, transactionView),
        queued: byNonce(queued, transactionView),
      }
    },
    txpool_inspect: () =>
      bySender(pool.content(), (it) => {
        const to = it.to ? hex(it.to) : 'contract creation'
        return `${to}: ${it.value} wei + ${it.gas} gas × ${it.maxFee} wei`
      }),
  }
}

/** EIP-7966: the receipt, or after the time the hash with code 4. */
async function sendAndWait(backend: Backend, raw: Uint8Array, waitMs: number): Promise<unknown> {
  let stop: () => void = () => undefined
  let timer: NodeJS.Timeout | undefined
  try {
    const hash = await backend.send(raw)
    return await new Promise((resolve, reject) => {
      const look = () => {
        const receipt = receiptOf(backend, hash)
        if (receipt) resolve(receipt)
      }
      stop = backend.watch(look)
      const late = () =>
        reject(
          new RpcError(
            4,
            'The transaction was added to the mempool but is not in a block yet',
            hex(hash),
          ),
        )
      timer = setTimeout(late, waitMs)
      look()
    })
  } finally {
    stop()
    clearTimeout(timer)
  }
}

type Transactions = ReturnType<Backend['pool']['content']>['pending']
type View = (transaction: Transactions[number]) => unknown

function bySender(
  { pending, queued }: { pending: Transactions; queued: Transactions },
  view: View,
) {
  const sort = (all: Transactions) => {
    const groups = Map.groupBy(all, (it) => `0x${hexOf(it.from)}`)
    return Object.fromEntries([...groups].map(([of, its]) => [of, byNonce(its, view)]))
  }
  return { pending: sort(pending), queued: sort(queued) }
}

function byNonce(all: Transactions, view: View) {
  return Object.fromEntries(all.map((it) => [it.nonce.toString(), view(it)]))
}
