import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { Authority } from './authority.ts'
import type { ValidationReport } from './contract.ts'
import type { Revocations } from './revocation.ts'
import type { RootActs } from './root-acts.ts'
import type { Schema } from './storage/schema.ts'
import type { TimeStamping } from './time-stamping.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  authority: Authority
  revocations: Revocations
  timeStamping: TimeStamping
  rootActs: RootActs
  validate: (pdf: Buffer, at: Date) => Promise<ValidationReport>
}
