import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Authenticate, Purpose } from './access.ts'
import type { Audit } from './audit.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import type { Events } from './events.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'
import type { Telemetry } from './telemetry.ts'
import type { Words } from './words.ts'

/** What every room is given. */
export type Kernel = {
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly secrets: Secrets
  readonly events: Events
  readonly jobs: Jobs
  readonly audit: Audit
  readonly telemetry: Telemetry
  /** Where people and programs reach this center: scheme, host and port, no final slash. */
  readonly publicUrl: string
  /** Demonstration runs on a synthetic nation only; production refuses its conveniences. */
  readonly mode: 'demonstration' | 'production'
  /** The folder for what must not be in the database: keys, caches. */
  readonly dataDir: string
  /** Why data is used, by code; filled with what the rooms declare. */
  readonly purposes: Map<string, Purpose>
  /** Filled by `server/compose.ts` once the room that keeps accounts is open. */
  authenticate: Authenticate
}

export type Routes = FastifyPluginAsyncTypebox

/** What every room gives back, beside the functions of its door. */
export type Room = {
  /** Also the room's folder, URL prefix, event subject and, with underscores, its SQL schema. */
  readonly name: string
  readonly title: Words
  /** Why this room's routes use personal data; the keys are what `access.purpose` may name. */
  readonly purposes?: Readonly<Record<string, Purpose>>
  /** Mounted under /api/<name>/v1. */
  readonly routes?: Routes
  /** Mounted at the root: paths that a standard fixes, such as /.well-known/…. */
  readonly standardRoutes?: Routes
  /** By verb-noun; known elsewhere as `<room>.<verb-noun>`. */
  readonly jobs?: Readonly<Record<string, Job>>
  /** Runs after the migrations and before the first request. */
  readonly start?: () => Promise<void>
  /** Ends what `start` began, while the database still answers. */
  readonly stop?: () => Promise<void>
}
