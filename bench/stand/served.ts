import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '#testing/house'
import { cpuOfTree, findBelow } from './processes.ts'

/** What a process of the stand tells the bench that started it. */
export type Told =
  | { kind: 'said'; line: string; passing: boolean }
  | { kind: 'open'; url: string; ownerUrl: string; tokenUrl: string }

export type Served = AsyncDisposable & {
  readonly url: string
  /** Where programs get their tokens. */
  readonly tokenUrl: string
  readonly ownerUrl: string
  readonly pid: number
  readonly process: ChildProcess
  /** CPU seconds of the server and its database together. */
  cpu(): number
  /** CPU seconds of the database alone. */
  databaseCpu(): number
}

type Hear = (line: string, passing: boolean, pid: number) => void

/** Starts a center on this folder in a process of its own; it logs as it does in service. */
export async function serveCenter(
  folder: string,
  settings: Record<string, string> = {},
  { hear = () => undefined, program = 'center-process' }: { hear?: Hear; program?: string } = {},
): Promise<Served> {
  const child = startProcess(program, {
    NDC_DATA: folder,
    NDC_PORT: String(await freePort()),
    ...settings,
  })
  const pid = child.pid as number
  const { url, ownerUrl, tokenUrl } = await untilOpen(child, (line, passing) =>
    hear(line, passing, pid),
  )
  const database = findBelow(pid, /bin\/postgres /) as number
  return {
    url,
    tokenUrl,
    ownerUrl,
    pid,
    process: child,
    cpu: () => cpuOfTree(pid),
    databaseCpu: () => cpuOfTree(database),
    [Symbol.asyncDispose]: () => stopProcess(child),
  }
}

/** Starts a program of this folder. What it logs goes where a log costs nothing more. */
export function startProcess(name: string, env: Record<string, string> = {}): ChildProcess {
  const log = openSync('/dev/null', 'w')
  const child = fork(join(import.meta.dirname, `${name}.ts`), {
    stdio: ['ignore', log, 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  closeSync(log)
  return child
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function untilOpen(
  child: ChildProcess,
  hear: (line: string, passing: boolean) => void,
): Promise<Extract<Told, { kind: 'open' }>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The center ended with ${code}.`)))
    child.on('message', (it: Told) => {
      if (it.kind === 'open') resolve(it)
      else hear(it.line, it.passing)
    })
  })
}
