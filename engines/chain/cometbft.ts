import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '#kernel/log'
import { codeOf, Refusal } from '#kernel/problem'
import { serveAbci } from './abci-server.ts'
import type { Application } from './application.ts'
import { findComet, superviseComet } from './comet-program.ts'
import { CometRefused, openCometRpc } from './comet-rpc.ts'
import type { ChainDriver, DriverStatus } from './driver.ts'

export type CometbftConfig = {
  /** CometBFT's home: `config/config.toml`, `genesis.json`, keys; `data/`. */
  readonly home: string
  readonly application: Application
  readonly log: Log
  /** Where the program is; empty: on `path`, or in ~/go/bin. */
  readonly program: string
  /** The PATH to look on. */
  readonly path: string
}

/**
 * Consensus of many: the application is served over ABCI to a CometBFT of this machine, which runs
 * and ends with this process. Tolerates validators with less than a third of the power that fail or
 * lie.
 */
export async function openCometbft(config: CometbftConfig): Promise<ChainDriver> {
  const { home, application, log } = config
  const program = findComet(config.program, config.path)
  const rpc = openCometRpc(rpcAddressOf(home))
  const socket = join(home, 'abci.sock')
  const server = await serveAbci(socket, application, log)
  const comet = superviseComet(program, home, socket, log)
  return {
    name: 'cometbft',
    async submit(tx) {
      try {
        await rpc.broadcast(tx)
      } catch (error) {
        // Peers have passed it on to this node already.
        if (!(error instanceof CometRefused) || !/already exists in cache/.test(error.message)) {
          throw error
        }
      }
    },
    async status() {
      const [status, peers, validators] = await Promise.all([
        rpc.status(),
        rpc.peers(),
        rpc.validators(),
      ]).catch(() => [undefined, 0, 0] as const)
      if (!status) return starting
      const { height, syncing } = status
      return { height, syncing, peers, validators, words: wordsOf(validators, peers) }
    },
    async signedBlock(height) {
      try {
        return await rpc.signedBlock(height)
      } catch (error) {
        if (error instanceof CometRefused) return undefined // not yet, or no longer
        throw error
      }
    },
    async close() {
      await comet.stop()
      await server.close()
    },
  }
}

/** Where the RPC listens: `laddr` in the section [rpc] of config.toml. */
function rpcAddressOf(home: string): string {
  const file = join(home, 'config/config.toml')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal(
      `${file} cannot be read (${codeOf(error)}). "ndc chain network" lays out such folders.`,
    )
  }
  const section = /^\[rpc\]$([^[]*)/m.exec(text)?.[1] ?? ''
  const address = /^laddr\s*=\s*"((?:tcp|unix):\/\/[^"]+)"/m.exec(section)?.[1]
  if (address === undefined) throw new Refusal(`${file} does not say the laddr of its [rpc].`)
  return address
}

const starting: DriverStatus = {
  height: 0,
  syncing: true,
  peers: 0,
  validators: 0,
  words: {
    vi: 'Lớp đồng thuận (CometBFT) đang khởi động hoặc không phản hồi.',
    en: 'The consensus (CometBFT) is starting, or does not answer.',
  },
}

function wordsOf(validators: number, peers: number): DriverStatus['words'] {
  const faults = Math.floor((validators - 1) / 3)
  return {
    vi:
      `${validators} nút xác thực cùng quyết định mỗi khối; chịu được ${faults} nút hỏng hoặc gian ` +
      `dối nếu quyền biểu quyết bằng nhau. Đang nối với ${peers} nút khác.`,
    en:
      `${validators} validators decide each block; with equal power ${faults} of them may fail or ` +
      `lie. Connected to ${peers} other nodes.`,
  }
}
