/** The agencies of the nation as programs: who keeps them running, and how they are switched. */
import { fork } from 'node:child_process'
import type { AgenciesTask } from './process.ts'

export type AgenciesProcess = { close(): Promise<void> }

/** Starts the agencies in a process of their own, which ends when this one does. */
export function startAgencies(task: AgenciesTask): AgenciesProcess {
  const program = new URL('./process.ts', import.meta.url)
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('error', () => undefined) // its exit says all
  child.send(task)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  return {
    async close() {
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
