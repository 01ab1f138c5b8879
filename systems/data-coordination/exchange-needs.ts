import type { Gateways } from './gateways.ts'
import type { Members } from './members.ts'
import type { Needs } from './needs.ts'
import type { Publishing } from './publishing.ts'

/** What its routes and jobs may touch. */
export type ExchangeNeeds = Needs & {
  members: Members
  gateways: Gateways
  publishing: Publishing
}
