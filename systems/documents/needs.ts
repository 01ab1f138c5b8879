import type { Kysely } from 'kysely'
import type { Blockchain } from '#blockchain'
import type { Kernel } from '#kernel/system'
import type { Checking } from './checking.ts'
import type { Credentials } from './credentials.ts'
import type { Issuing } from './issuing.ts'
import type { StatusLists } from './status-lists.ts'
import type { Schema } from './storage/schema.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  blockchain: Blockchain
  db: Kysely<Schema>
  issuing: Issuing
  credentials: Credentials
  checking: Checking
  statusLists: StatusLists
}
