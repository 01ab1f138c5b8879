/**
 * A part of this program in a process of its own beside its parent: who keeps it running, and how
 * it ends. It is told its task by a message, and ends with its parent, however that ends.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { Refusal } from '#kernel/problem'

export type Beside = { close(): Promise<void> }

const restartAfterMs = 5_000
const longestClosingMs = 3_000

/** Starts a program, whose file calls `liveBeside`. Should it end by itself, another takes its place. */
export function startBeside(program: URL, task: object): Beside {
  let child = start()
  let closing = false
  let restarting: NodeJS.Timeout | undefined

  function start(): ChildProcess {
    const it = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    it.on('error', () => undefined) // its exit says all
    it.once('exit', () => {
      if (closing) return
      restarting = setTimeout(() => {
        child = start()
      }, restartAfterMs)
    })
    it.send(task)
    return it
  }

  return {
    async close() {
      closing = true
      clearTimeout(restarting)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
      })
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** What such a program does: opens on its task, and closes when its parent goes. */
export function liveBeside<Task>(
  name: string,
  open: (task: Task) => Promise<{ close(): Promise<void> }>,
): void {
  let opened: Promise<{ close(): Promise<void> }> | undefined
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), longestClosingMs).unref()
    const closed = opened?.then((it) => it.close()) ?? Promise.resolve()
    closed.then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
  // Ctrl-C reaches the whole group: the parent ends first, and this process with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  process.once('message', (task: Task) => {
    opened = open(task)
    opened.catch((error: unknown) => {
      const said = error instanceof Refusal ? error.message : (error as Error).stack
      process.stderr.write(`${name} has not started: ${said}\n`)
      process.exit(1)
    })
  })
}
