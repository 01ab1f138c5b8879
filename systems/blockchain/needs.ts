import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { ChainClient } from './chain-client.ts'
import type { Explorer } from './explorer.ts'
import type { Interfaces } from './interfaces.ts'
import type { Members } from './members.ts'
import type { Schema } from './storage/schema.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  readonly kernel: Kernel
  readonly db: Kysely<Schema>
  readonly chain: ChainClient
  readonly explorer: Explorer
  readonly members: Members
  readonly interfaces: Interfaces
}
