import { randomBytes } from 'node:crypto'
import type { Backend } from './backend.ts'
import { headerView, receiptViews, transactionView } from './formats.ts'
import { keptChoice, matcherOf } from './logs.ts'
import type { Methods } from './methods.ts'
import { flag, hex } from './params.ts'
import { overLimit, wrongParams } from './rpc-error.ts'

const mostOfConnection = 100

type Kind =
  | { readonly kind: 'newHeads' }
  | { readonly kind: 'logs'; readonly matches: ReturnType<typeof matcherOf> }
  | { readonly kind: 'newPendingTransactions'; readonly full: boolean }

type Connection = { readonly wanted: Map<string, Kind>; tell(id: string, result: unknown): void }

/** eth_subscribe: what is new is worked out once, however many listen. */
export function openSubscriptions(backend: Backend) {
  const { blocks, pool } = backend
  const connections = new Set<Connection>()

  const each = (kind: Kind['kind'], tell: (id: string, it: Kind, to: Connection) => void) => {
    for (const connection of connections) {
      for (const [id, it] of connection.wanted) if (it.kind === kind) tell(id, it, connection)
    }
  }
  const stopBlocks = backend.watch((number) => {
    const header = connections.size > 0 ? blocks.header(number) : undefined
    if (!header) return
    let head: unknown
    each('newHeads', (id, _, to) => to.tell(id, (head ??= headerView(header))))
    let logs: ReturnType<typeof logsOf> | undefined
    each('logs', (id, it, to) => {
      if (it.kind !== 'logs') return
      logs ??= logsOf(number)
      for (const log of logs) if (it.matches(log)) to.tell(id, log)
    })
  })
  const logsOf = (number: number) => {
    const header = blocks.header(number)
    const receipts = header && blocks.receipts(number)
    return receipts ? receiptViews(header, receipts).flatMap((it) => it.logs) : []
  }
  const stopPool = pool.watch((transaction) => {
    each('newPendingTransactions', (id, it, to) => {
      const full = it.kind === 'newPendingTransactions' && it.full
      to.tell(id, full ? transactionView(transaction) : hex(transaction.hash))
    })
  })

  return {
    /** The methods of one connection, which is told what it subscribes to. */
    connect(send: (message: string) => void): { methods: Methods; close(): void } {
      const wanted = new Map<string, Kind>()
      const connection: Connection = {
        wanted,
        tell(subscription, result) {
          const params = { subscription, result }
          send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params }))
        },
      }
      connections.add(connection)
      return {
        methods: {
          eth_subscribe: ([kind, options]) => {
            if (wanted.size >= mostOfConnection) {
              throw overLimit(`there are ${mostOfConnection} subscriptions already`)
            }
            const id = `0x${randomBytes(16).toString('hex')}`
            wanted.set(id, kindOf(kind, options))
            return id
          },
          eth_unsubscribe: ([id]) => wanted.delete(String(id)),
        },
        close: () => connections.delete(connection),
      }
    },
    close(): void {
      stopBlocks()
      stopPool()
    },
  }
}

function kindOf(kind: unknown, options: unknown): Kind {
  if (kind === 'newHeads') return { kind }
  if (kind === 'logs') return { kind, matches: matcherOf(keptChoice(options)) }
  if (kind === 'newPendingTransactions') return { kind, full: flag(options, 'full transactions') }
  throw wrongParams('no such subscription; there are newHeads, logs and newPendingTransactions')
}
