/** The process of the agencies: a child of the center in a demonstration. */
import { liveBeside } from '#engines/beside'
import { systemClock } from '#kernel/clock'
import { type LogLevel, openLog } from '#kernel/log'
import { type AgenciesOptions, openAgencies } from './agencies.ts'

export type AgenciesTask = Omit<AgenciesOptions, 'clock' | 'log'> & { readonly logLevel: LogLevel }

liveBeside<AgenciesTask>('The agencies', (task) =>
  openAgencies({ ...task, clock: systemClock, log: openLog(task.logLevel) }),
)
