import type { Catalogue } from './catalogue.ts'
import type { Composites } from './composites.ts'
import type { Consents } from './consents.ts'
import type { AskedAnyway } from './domain/sharing.ts'
import type { Gateways } from './gateways.ts'
import type { Grants } from './grants.ts'
import type { Members } from './members.ts'
import type { Needs } from './needs.ts'
import type { Publishing } from './publishing.ts'
import type { Reporting } from './reporting.ts'
import type { Trying } from './trying.ts'

/** What its routes and jobs may touch. */
export type ExchangeNeeds = Needs & {
  askedAnyway: (since: Date) => Promise<readonly AskedAnyway[]>
  catalogue: Catalogue
  composites: Composites
  consents: Consents
  members: Members
  gateways: Gateways
  grants: Grants
  publishing: Publishing
  reporting: Reporting
  trying: Trying
}
