import type { Catalogue } from './catalogue.ts'
import type { Gateways } from './gateways.ts'
import type { Grants } from './grants.ts'
import type { Members } from './members.ts'
import type { Needs } from './needs.ts'
import type { Publishing } from './publishing.ts'

/** What its routes and jobs may touch. */
export type ExchangeNeeds = Needs & {
  catalogue: Catalogue
  members: Members
  gateways: Gateways
  grants: Grants
  publishing: Publishing
}
