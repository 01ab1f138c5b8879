import type { Kysely } from 'kysely'
import type { Documents } from '#documents'
import type { Mail } from '#engines/mail'
import type { Identity } from '#identity'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { Casework } from './casework.ts'
import type { Deciding } from './deciding.ts'
import type { Enquiring } from './enquiring.ts'
import type { Services } from './services.ts'
import type { Schema } from './storage/schema.ts'
import type { Uploads } from './uploads.ts'

/** What the routes and jobs of this room may touch, and nothing else. */
export type Needs = {
  population: Population
  identity: Identity
  documents: Documents
  kernel: Kernel
  db: Kysely<Schema>
  mail: Mail
  services: Services
  casework: Casework
  deciding: Deciding
  enquiring: Enquiring
  uploads: Uploads
}
