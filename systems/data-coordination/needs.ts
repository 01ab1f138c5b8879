import type { Kysely } from 'kysely'
import type { Blockchain } from '#blockchain'
import type { Identity } from '#identity'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { TrustServices } from '#trust-services'
import type { Changes } from './changes.ts'
import type { Schema } from './storage/schema.ts'

/** What the exchange half works with. */
export type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  population: Population
  identity: Identity
  trustServices: TrustServices
  blockchain: Blockchain
  changes: Changes
}
