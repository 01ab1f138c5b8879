/**
 * The process of the agencies: a child of the center in a demonstration. It is told what to do by
 * its parent, and ends with it, however that ends.
 */
import { systemClock } from '#kernel/clock'
import { type LogLevel, openLog } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import { type Agencies, type AgenciesOptions, openAgencies } from './agencies.ts'

export type AgenciesTask = Omit<AgenciesOptions, 'clock' | 'log'> & { readonly logLevel: LogLevel }

const longestClosingMs = 3_000
let agencies: Promise<Agencies> | undefined

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), longestClosingMs).unref()
  const closed = agencies?.then((it) => it.close()) ?? Promise.resolve()
  closed.then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
// Ctrl-C reaches the whole group: the parent ends first, and this process with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

process.once('message', (task: AgenciesTask) => {
  agencies = openAgencies({ ...task, clock: systemClock, log: openLog(task.logLevel) })
  agencies.catch((error: unknown) => {
    const said = error instanceof Refusal ? error.message : (error as Error).stack
    process.stderr.write(`The agencies have not started: ${said}\n`)
    process.exit(1)
  })
})
