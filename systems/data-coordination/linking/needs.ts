import type { Kysely } from 'kysely'
import type { Identity } from '#identity'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { Schema } from '../storage/schema.ts'

/** What the linkage, its routes and its jobs may touch. */
export type LinkingNeeds = {
  readonly kernel: Kernel
  readonly db: Kysely<Schema>
  readonly population: Population
  readonly identity: Identity
}
