import type { Kysely } from 'kysely'
import type { Identity } from '#identity'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { Schema } from './storage/schema.ts'

/** What the processing half's routes and jobs may touch. */
export type ProcessingNeeds = {
  kernel: Kernel
  db: Kysely<Schema>
  population: Population
  identity: Identity
}
