import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { LocalNode } from '#blockchain/node'
import { systemClock, wait } from '#kernel/clock'
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

const standardPort = 46_600
const standardValidators = 4
const restartAfterMs = 2_000

export const chainNetworkCommands: Readonly<Record<string, Command>> = {
  'chain network': {
    usage: 'chain network --data DIR [--validators 4] [--port 46600] [--fund 0x…,0x…]',
    words: {
      vi: 'Dựng và chạy một mạng thử nghiệm nhiều nút xác thực trên máy này (cần cometbft)',
      en: 'Lay out and run a test network of several validators here (needs cometbft)',
    },
    options: ['data', 'validators', 'port', 'fund'],
    takes: [0, 0],
    async run(told) {
      const asked = untilAsked()
      const { nodes, genesisFile } = await plainly(() => layOut(told))
      const running = nodes.map((it) => keepRunning(it, genesisFile))
      if (told.json) sayJson({ nodes: nodes.map(({ name, port }) => ({ name, url: urlOf(port) })) })
      else {
        say(told.language === 'vi' ? 'Mạng đang chạy (Ctrl-C để dừng):' : 'Running (Ctrl-C stops):')
        say(facts(nodes.map(({ name, port, folder }) => [name, `${urlOf(port)}  ${folder}`])))
      }
      await asked.wait
      await Promise.all(running.map((it) => it.stop()))
      return 0
    },
  },
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`

async function layOut(told: Told) {
  const { findComet } = await import('#engines/chain')
  findComet(surroundings.comet, surroundings.path)
  const { layOutLocalNetwork } = await import('#blockchain/node')
  return layOutLocalNetwork({
    folder: resolve(needed(told, 'data')),
    validators: numberOf(told, 'validators', standardValidators, 50),
    firstPort: numberOf(told, 'port', standardPort, 65_000),
    rich: String(told.options.get('fund') ?? '')
      .split(',')
      .filter(Boolean),
    clock: systemClock,
  })
}

/** `ndc chain node` for one of them, and again when it ends although nobody asked it to. */
function keepRunning(node: LocalNode, genesisFile: string) {
  let child: ChildProcess | undefined
  let stopping = false
  const start = async (): Promise<void> => {
    const { dyingWithUs } = await import('#engines/chain')
    const program = join(import.meta.dirname, 'ndc.ts')
    const own = ['chain', 'node', '--data', node.folder, '--genesis', genesisFile]
    const where = ['--comet', node.home, '--port', String(node.port)]
    const [name, args] = dyingWithUs(process.execPath, [program, ...own, ...where])
    mkdirSync(node.folder, { recursive: true, mode: 0o700 })
    const said = openSync(join(node.folder, 'node.log'), 'a', 0o600)
    // In a group of its own: Ctrl-C reaches this process, which ends the others in order.
    child = spawn(name, args, { stdio: ['ignore', said, said], detached: true })
    closeSync(said)
    child.once('exit', () => {
      if (!stopping) void wait(restartAfterMs).then(() => (stopping ? undefined : start()))
    })
  }
  const begun = start()
  return {
    async stop(): Promise<void> {
      stopping = true
      await begun
      const last = child
      if (!last || last.exitCode !== null || last.signalCode !== null) return
      const ended = new Promise((done) => last.once('exit', done))
      last.kill('SIGTERM')
      await ended
    },
  }
}

function numberOf(told: Told, name: string, standard: number, most: number): number {
  const said = Number(told.options.get(name) ?? standard)
  if (Number.isInteger(said) && said > 0 && said <= most) return said
  throw new Failure(2, {
    vi: `--${name} cần một số từ 1 đến ${most}.`,
    en: `--${name} takes a number from 1 to ${most}.`,
  })
}
