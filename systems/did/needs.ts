import type { Kysely } from 'kysely'
import type { Documents } from '#documents'
import type { Kernel } from '#kernel/system'
import type { Presentations } from './presentations.ts'
import type { Schema } from './storage/schema.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  documents: Documents
  presentations: Presentations
}
