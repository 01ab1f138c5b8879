/**
 * From clone to first page: `git clone` of this repository's HEAD, `npm ci` with the npm cache as
 * it is, the first start with its nation, a restart, and the memory of the idle server. Wall time,
 * as a newcomer would wait.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '#testing/house'
import { makeFolder } from './stand/center.ts'
import { findBelow, memoryBelow, memoryOf } from './stand/processes.ts'
import { printHeadline, printTable, say } from './stand/report.ts'

const idleSeconds = Number(process.argv[2] ?? 30)
const MB = 1_048_576
const folder = makeFolder('start')
const home = join(folder, 'ndc')

try {
  const clone = timed('git', ['clone', '--quiet', '.', home], process.cwd())
  const install = timed('npm', ['ci'], home)
  const first = await start()
  const restart = await start()
  const rows = [
    ['git clone of HEAD', clone, ''],
    ['npm ci', install, '60 s'],
    ['first start: pages built, nation in, first page', first.seconds, '15 s'],
    ['restart to first page', restart.seconds, '3 s'],
    ['clone to first page', clone + install + first.seconds, ''],
    ['MB resident, idle after the first start', Math.round(first.resident / MB), ''],
    ['MB resident, idle after the restart', Math.round(restart.resident / MB), '300 MB'],
    ['MB of its database beside it', Math.round(restart.database / MB), ''],
  ] as const
  printTable([['what', 'seconds or MB', 'goal'], ...rows])
  const ours = clone + install + first.seconds
  printHeadline({ name: 'start', ours, peer: null, unit: 'seconds from clone to first page' })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function timed(program: string, args: string[], cwd: string): number {
  const from = performance.now()
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', env: newcomer() })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}.`)
  return (performance.now() - from) / 1000
}

/** Nothing of the folder that this runs in may help the clone. */
function newcomer(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(':').filter((it) => !it.includes('node_modules'))
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NDC_|NODE_)/.test(name))
  return { ...Object.fromEntries(kept), PATH: path.join(':') }
}

type Start = { seconds: number; resident: number; database: number }

/** Starts, waits for the first health answer and the first page, rests, and stops. */
async function start(): Promise<Start> {
  const port = await freePort()
  const from = performance.now()
  const npm = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: home,
    env: newcomer(),
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  await answered(`http://127.0.0.1:${port}/health`, npm)
  await answered(`http://127.0.0.1:${port}/`, npm)
  const seconds = (performance.now() - from) / 1000
  const server = findBelow(npm.pid as number, /^\S*node server\/main\.ts /)
  if (server === undefined) throw new Error('There is no server.')
  say(`  open after ${seconds.toFixed(1)} s; now it rests for ${idleSeconds} s`)
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000))
  const found = { seconds, resident: memoryOf(server).resident, database: memoryBelow(server) }
  const ended = once(npm, 'exit')
  process.kill(server, 'SIGTERM')
  await ended
  return found
}

async function answered(url: string, npm: ChildProcess): Promise<void> {
  while (npm.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) {
      await answer.text()
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`npm start ended with ${npm.exitCode}.`)
}
