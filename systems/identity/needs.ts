import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { Accounts } from './accounts.ts'
import type { Clients } from './clients.ts'
import type { Limits } from './limits.ts'
import type { Passkeys } from './passkeys.ts'
import type { OpenIdProvider } from './provider.ts'
import type { Sessions } from './sessions.ts'
import type { Schema } from './storage/schema.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  population: Population
  limits: Limits
  passkeys: Passkeys
  sessions: Sessions
  accounts: Accounts
  clients: Clients
  provider: OpenIdProvider
}
