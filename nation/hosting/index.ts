/** The agencies of the nation as programs: who keeps them running, and how they are switched. */
import { type ChildProcess, fork } from 'node:child_process'
import type { AgenciesTask } from './process.ts'

export type AgenciesProcess = { close(): Promise<void> }

const restartAfterMs = 5_000

/**
 * Starts the agencies in a process of their own, which ends when this one does, however that ends.
 * Should it end by itself, another takes its place.
 */
export function startAgencies(task: AgenciesTask): AgenciesProcess {
  const program = new URL('./process.ts', import.meta.url)
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

export { type Agencies, type AgenciesOptions, openAgencies } from './agencies.ts'
export { type Seat, takeSeat } from './center.ts'
export { type AgencyStanding, reachControl } from './control.ts'
export { readDemonstration, writeDemonstration } from './demonstration.ts'
export { readPorts } from './ports.ts'
export type { AgenciesTask } from './process.ts'
