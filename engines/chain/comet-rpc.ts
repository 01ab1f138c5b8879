import { request } from 'node:http'
import { Malformed, type SignedBlock, type Validator } from './signed-block.ts'

const timeoutMs = 10_000
const maxAnswer = 16 * 1024 * 1024
const perPage = 100
const maxPages = 10

/** What CometBFT answers when it does not do what it is asked, in its own words. */
export class CometRefused extends Error {
  override name = 'CometRefused'
}

export type CometStatus = {
  readonly height: number
  readonly syncing: boolean
  /** The newest block's time, RFC 3339. */
  readonly at: string
}

/** A client of CometBFT's JSON-RPC 2.0, at `tcp://host:port` or `unix://path`. */
export function openCometRpc(address: string) {
  const url = URL.parse(address)
  const where =
    url?.protocol === 'unix:'
      ? { socketPath: url.pathname }
      : { host: url?.hostname ?? '127.0.0.1', port: Number(url?.port) }

  function call(method: string, params: object): Promise<Answer> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    return new Promise((resolve, reject) => {
      const asked = request({ ...where, method: 'POST', path: '/', headers, timeout: timeoutMs })
      asked.once('timeout', () => asked.destroy(new Error('CometBFT does not answer.')))
      asked.once('error', reject)
      asked.once('response', (response) => {
        const pieces: Buffer[] = []
        let size = 0
        response.on('data', (piece: Buffer) => {
          pieces.push(piece)
          size += piece.length
          if (size > maxAnswer) asked.destroy(new Error('An answer of CometBFT is too large.'))
        })
        response.once('error', reject)
        response.once('end', () => {
          try {
            resolve(resultOf(Buffer.concat(pieces).toString()))
          } catch (error) {
            reject(error instanceof Error ? error : new Error('unknown'))
          }
        })
      })
      asked.end(body)
    })
  }

  async function validatorsAt(height: number): Promise<Validator[]> {
    const all: Validator[] = []
    for (let page = 1; page <= maxPages; page++) {
      const found = await call('validators', {
        height: String(height),
        page: String(page),
        per_page: String(perPage),
      })
      all.push(...(found['validators'] as Validator[]))
      if (all.length >= Number(found['total'])) return all.map(plainValidator)
    }
    throw new Malformed('More validators than a set may have.')
  }

  return {
    /** Has the node check a transaction and pass it on; false where it has it already. */
    async broadcast(tx: Uint8Array): Promise<void> {
      const answer = await call('broadcast_tx_sync', { tx: Buffer.from(tx).toString('base64') })
      if (answer['code'] !== 0) throw new CometRefused(String(answer['log']))
    },
    async status(): Promise<CometStatus> {
      const { sync_info: sync } = (await call('status', {})) as {
        sync_info: { latest_block_height: string; latest_block_time: string; catching_up: boolean }
      }
      return {
        height: Number(sync.latest_block_height),
        syncing: sync.catching_up,
        at: sync.latest_block_time,
      }
    },
    async peers(): Promise<number> {
      return Number((await call('net_info', {}))['n_peers'])
    },
    async validators(): Promise<number> {
      return Number((await call('validators', { page: '1', per_page: '1' }))['total'])
    },
    async signedBlock(height: number): Promise<SignedBlock> {
      const { signed_header: signed } = (await call('commit', { height: String(height) })) as {
        signed_header: Pick<SignedBlock, 'header' | 'commit'>
      }
      return { ...signed, validators: await validatorsAt(height) }
    },
  }
}

type Answer = Record<string, unknown>

function resultOf(text: string): Answer {
  const told = JSON.parse(text) as { result?: Answer; error?: { message: string; data?: string } }
  if (told.error) throw new CometRefused(`${told.error.message}: ${told.error.data ?? ''}`)
  if (!told.result) throw new CometRefused('CometBFT answered nothing.')
  return told.result
}

/** Without its place in the queue of proposers, which nobody signs. */
function plainValidator({ address, pub_key, voting_power }: Validator): Validator {
  return { address, pub_key, voting_power }
}
