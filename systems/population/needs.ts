import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { Person } from './domain/person.ts'
import type { Register } from './register.ts'
import type { Schema } from './storage/schema.ts'
import type { Gazetteer, View } from './view.ts'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  register: Register
  gazetteer: () => Promise<Gazetteer>
  view: View
  /** The person who has, or had, a number; many such questions are asked together. */
  byNumber: (number: string) => Promise<Person | undefined>
}
