import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'

/** The release whose headers, votes and ABCI are written down here. */
export const cometVersion = '0.38.26'

/**
 * The `cometbft` of the path that is given, else on the PATH, else in ~/go/bin. Refuses with how to
 * get it where there is none, or another than of the 0.38 line.
 */
export function findComet(given: string, path: string): string {
  const folders = [...path.split(delimiter), join(homedir(), 'go/bin')]
  const places = given === '' ? folders.map((it) => join(it, 'cometbft')) : [given]
  const program = places.find(isProgram)
  if (program === undefined) throw cometAbsent(given)
  const { stdout } = spawnSync(program, ['version'], { encoding: 'utf8', timeout: 10_000 })
  if (!/^v?0\.38\.\d+/.test(stdout.trim())) {
    throw new Refusal(
      `${program} is CometBFT ${stdout.trim() || 'of an unknown version'}; this chain ` +
        `speaks with the 0.38 line. ${howToGet}`,
    )
  }
  return program
}

const howToGet =
  'With Go 1.22 or newer it is built in some minutes by\n\n' +
  `  go install github.com/cometbft/cometbft/cmd/cometbft@v${cometVersion}\n\n` +
  'which puts it into ~/go/bin.'

function cometAbsent(given: string): Refusal {
  const looked =
    given === ''
      ? 'is not on the PATH nor in ~/go/bin (NDC_CHAIN_COMETBFT names another place)'
      : `is not at ${given}`
  return new Refusal(
    `A network of several validators needs the program cometbft, which ${looked}. ${howToGet}`,
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const pauseMs = 1_000
const longestPauseMs = 30_000

/**
 * Runs CometBFT on its home folder, and again when it ends although nobody asked it to. It ends
 * with this process, however that ends. What it says is in `cometbft.log` there.
 */
export function superviseComet(
  program: string,
  home: string,
  socket: string,
  log: Log,
): { stop(): Promise<void> } {
  let child: ChildProcess | undefined
  let stopping = false
  let pause = pauseMs
  const start = (): void => {
    const said = openSync(join(home, 'cometbft.log'), 'a', 0o600)
    const args = ['node', '--home', home, '--proxy_app', `unix://${socket}`, '--abci', 'socket']
    const [name, all] = dyingWithUs(program, args)
    const started = spawn(name, all, { cwd: home, detached: true, stdio: ['ignore', said, said] })
    closeSync(said)
    child = started
    const steady = setTimeout(() => (pause = pauseMs), longestPauseMs)
    started.once('error', (error) => log.error({ err: error }, 'cometbft does not start'))
    started.once('close', (status, signal) => {
      clearTimeout(steady)
      if (stopping || child !== started) return
      log.warn({ status, signal, againInMs: pause }, 'cometbft has ended; it is started again')
      setTimeout(() => stopping || start(), pause).unref()
      pause = Math.min(pause * 2, longestPauseMs)
    })
  }
  start()
  return {
    async stop() {
      stopping = true
      const last = child
      if (!last || last.exitCode !== null || last.signalCode !== null) return
      const ended = new Promise((resolve) => last.once('close', resolve))
      last.kill('SIGTERM')
      const patience = new AbortController()
      const late = wait(10_000, patience.signal).then(
        () => last.kill('SIGKILL'),
        () => undefined,
      )
      await ended
      patience.abort()
      await late
    },
  }
}

/** A command that the system ends should this process die without a word (kill -9), on Linux. */
export function dyingWithUs(program: string, args: readonly string[]): [string, string[]] {
  const setpriv = '/usr/bin/setpriv'
  if (process.platform !== 'linux' || !existsSync(setpriv)) return [program, [...args]]
  return [setpriv, ['--pdeathsig=KILL', '--', program, ...args]]
}
