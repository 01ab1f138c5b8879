import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { AgencyView } from './contract.ts'

/** The agencies that a demonstration keeps running, which an operator may switch off and on. */
export type Agencies = {
  /** Undefined while they do not answer. */
  list(): Promise<readonly AgencyView[] | undefined>
  turn(code: string, on: boolean): Promise<AgencyView | undefined>
}

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  version: string
  startedAt: Date
  /** Only in a demonstration that has them. */
  agencies: Agencies | undefined
  /** The rooms that are open, this one among them. */
  rooms: () => readonly { name: string; title: Words }[]
}
