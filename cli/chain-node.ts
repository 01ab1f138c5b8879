import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { writeDurably } from '#kernel/secrets'
import { needed, plainly } from './gateway.ts'
import {
  type Command,
  Failure,
  facts,
  say,
  sayJson,
  surroundings,
  type Told,
  untilAsked,
} from './terminal.ts'

const standardPort = 8545

/** Loaded when it is asked for: other commands need not wait for it. */
const blockchain = () => import('#blockchain/node')

export const chainNodeCommands: Readonly<Record<string, Command>> = {
  'chain node': {
    usage:
      'chain node --data DIR [--genesis FILE | --open [--fund 0x…,0x…] [--chain-id N]] ' +
      '[--comet HOME] [--host H] [--port N] [--socket FILE] [--names a.vn,b.vn] ' +
      '[--history archive|pruned] [--yes-public]',
    words: {
      vi: 'Chạy một nút của chuỗi khối; --open: mạng thử nghiệm mở, --comet: đồng thuận nhiều nút',
      en: 'Run a node of the chain; --open: an open test network, --comet: consensus of many nodes',
    },
    options: [
      'data',
      'genesis',
      'open',
      'fund',
      'chain-id',
      'comet',
      'host',
      'port',
      'socket',
      'names',
      'history',
      'yes-public',
    ],
    takes: [0, 0],
    async run(told) {
      const asked = untilAsked()
      const folder = resolve(needed(told, 'data'))
      const log = openLog('info', 2)
      const failed = new AbortController()
      const node = await plainly(async () => {
        const { genesisIn, startNode } = await blockchain()
        return startNode({
          folder,
          genesis: ofChain(told, genesisIn(await genesisFile(told, folder))),
          consensus: consensusOf(told),
          listen: listenOf(told),
          mode: historyOf(told),
          clock: systemClock,
          log,
          yesPublic: told.options.has('yes-public'),
          onFault: () => failed.abort(),
        })
      })
      if (told.json) sayJson({ url: node.url })
      else {
        const vi = told.language === 'vi'
        say(vi ? `Nút nhận JSON-RPC tại ${node.url}` : `The node takes JSON-RPC at ${node.url}`)
      }
      const fault = new Promise<void>((done) =>
        failed.signal.addEventListener('abort', () => done()),
      )
      await Promise.race([asked.wait, fault])
      await node.close()
      return failed.signal.aborted ? 1 : 0
    },
  },

  'chain snapshot': {
    usage: 'chain snapshot --data DIR',
    words: {
      vi: 'Chụp trạng thái của một nút đang dừng, cho nút khác gia nhập nhanh',
      en: 'Take a snapshot of a stopped node’s state, for others to join fast',
    },
    options: ['data'],
    takes: [0, 0],
    async run(told) {
      const { takeSnapshot } = await blockchain()
      const taken = await plainly(() => takeSnapshot(resolve(needed(told, 'data'))))
      if (told.json) sayJson(taken)
      else {
        const { height, chunks } = taken
        const vi = `Đã chụp trạng thái sau khối ${height}: ${chunks} phần.`
        say(told.language === 'vi' ? vi : `The state after block ${height}: ${chunks} pieces.`)
      }
      return 0
    },
  },

  'chain status': {
    usage: 'chain status [--node URL]',
    words: { vi: 'Tình trạng của một nút của chuỗi khối', en: 'How a node of the chain is' },
    options: ['node'],
    takes: [0, 0],
    async run(told) {
      const url = String(told.options.get('node') ?? `http://127.0.0.1:${standardPort}`)
      const [status, health] = await Promise.all([
        askNode<NodeStatus>(url, 'ndc_status'),
        askNode<{ ok: boolean }>(url, 'ndc_health'),
      ])
      if (told.json) sayJson({ ...status, ok: health.ok })
      else say(facts(statusFacts(status, told.language === 'vi')))
      return health.ok ? 0 : 1
    },
  },
}

type NodeStatus = {
  readonly chainId: string
  readonly client: string
  readonly consensus: string
  readonly height: number
  readonly syncing: boolean
  readonly peers: number
  readonly validators: number
  readonly words: { readonly vi: string; readonly en: string }
  readonly head: { readonly number: string; readonly timestamp: number } | null
  readonly oldestState: string
  readonly pool: { readonly pending: number; readonly queued: number }
}

function statusFacts(it: NodeStatus, vi: boolean): (readonly [string, string])[] {
  const { head, pool } = it
  const at = head ? new Date(head.timestamp * 1_000).toISOString() : '–'
  return [
    [vi ? 'Chuỗi' : 'Chain', String(Number(it.chainId))],
    [vi ? 'Phiên bản' : 'Version', it.client],
    [vi ? 'Khối mới nhất' : 'Latest block', head ? `${Number(head.number)} (${at})` : '–'],
    [vi ? 'Trạng thái cũ nhất' : 'Oldest state', String(Number(it.oldestState))],
    [vi ? 'Nút xác thực' : 'Validators', String(it.validators)],
    [vi ? 'Nút kết nối' : 'Peers', String(it.peers)],
    [vi ? 'Đang đồng bộ' : 'Syncing', it.syncing ? (vi ? 'có' : 'yes') : vi ? 'không' : 'no'],
    [vi ? 'Giao dịch chờ' : 'Waiting', `${pool.pending} + ${pool.queued}`],
    [vi ? 'Đồng thuận' : 'Consensus', vi ? it.words.vi : it.words.en],
  ]
}

async function askNode<Result>(url: string, method: string): Promise<Result> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined)
  const read = (await answer?.json().catch(() => undefined)) as { result?: Result } | undefined
  if (read?.result === undefined) {
    throw new Failure(1, {
      vi: `Không có nút nào của chuỗi khối trả lời tại ${url}.`,
      en: `No node of the chain answers at ${url}.`,
    })
  }
  return read.result
}

/** Where the genesis is; that of an open network is written at its first start. */
async function genesisFile(told: Told, folder: string): Promise<string> {
  const said = told.options.get('genesis')
  const own = join(folder, 'genesis.json')
  if (typeof said === 'string') return said
  if (existsSync(own) || !told.options.has('open')) return own
  const { openNetwork, testChainId } = await blockchain()
  const chainId = Number(told.options.get('chain-id') ?? testChainId)
  const rich = String(told.options.get('fund') ?? '').split(',')
  const genesis = openNetwork(chainId, rich.filter(Boolean))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeDurably(own, `${JSON.stringify(genesis, null, 2)}\n`)
  return own
}

/** Who names a chain id means that one and no other. */
function ofChain<Genesis extends { readonly chainId: number }>(told: Told, it: Genesis): Genesis {
  const said = told.options.get('chain-id')
  if (said === undefined || Number(said) === it.chainId) return it
  throw new Failure(1, {
    vi: `Khối gốc là của chuỗi ${it.chainId}, không phải ${String(said)}.`,
    en: `The genesis is of chain ${it.chainId}, not ${String(said)}.`,
  })
}

function consensusOf({ options }: Told) {
  const home = options.get('comet')
  if (typeof home !== 'string') return 'solo' as const
  return { home: resolve(home), program: surroundings.comet, path: surroundings.path }
}

function historyOf({ options }: Told): 'archive' | 'pruned' {
  const said = options.get('history') ?? 'archive'
  if (said === 'archive' || said === 'pruned') return said
  throw new Failure(2, {
    vi: '--history là archive hoặc pruned.',
    en: '--history is archive or pruned.',
  })
}

function listenOf({ options }: Told) {
  const socket = options.get('socket')
  const names = String(options.get('names') ?? '').split(',')
  const port = Number(options.get('port') ?? standardPort)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Failure(2, {
      vi: '--port cần một số cổng từ 0 đến 65535.',
      en: '--port takes a port from 0 to 65535.',
    })
  }
  const onlySocket = typeof socket === 'string' && !options.has('port')
  return {
    ...(typeof socket === 'string' && { socket: resolve(socket) }),
    ...(!onlySocket && { port, host: String(options.get('host') ?? '127.0.0.1') }),
    names: names.filter(Boolean),
  }
}
