/** The agencies of the nation as programs: who keeps them running, and how they are switched. */
import { type Beside, startBeside } from '#engines/beside'
import type { AgenciesTask } from './process.ts'

/** Starts the agencies in a process of their own, which ends when this one does. */
export const startAgencies = (task: AgenciesTask): Beside =>
  startBeside(new URL('./process.ts', import.meta.url), task)

export { type Agencies, type AgenciesOptions, openAgencies } from './agencies.ts'
export { type Seat, takeSeat } from './center.ts'
export { type AgencyStanding, reachControl } from './control.ts'
export { readDemonstration, writeDemonstration } from './demonstration.ts'
export { readPorts } from './ports.ts'
export type { AgenciesTask } from './process.ts'
export { chainMembers } from './roster.ts'
