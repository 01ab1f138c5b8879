import type { Id } from '#kernel/id'
import type { LifeEvent } from '../domain/life-event.ts'
import type { Person } from '../domain/person.ts'
import type { Marriage, Parent } from './families.ts'

/** A part of a register that is filled at once: whole families, in any order. */
export type ImportBatch = {
  readonly people: readonly Person[]
  readonly households: readonly ImportedHousehold[]
  readonly parents: readonly (Parent & { readonly childId: Id<'person'> })[]
  readonly marriages: readonly Marriage[]
  readonly events: readonly LifeEvent[]
}

export type ImportedHousehold = {
  readonly id: Id<'household'>
  readonly fileNumber: string
  readonly communeCode: string
  readonly detail: string
  readonly headId: Id<'person'>
}
