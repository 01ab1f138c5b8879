import { type TSchema, Type } from 'typebox'
import type { CivilDate } from './civil-date.ts'
import type { Id } from './id.ts'

/** Pieces that the rooms' contracts are made of. What travels has a maximum everywhere. */

export const IdOf = <Kind extends string>(_kind: Kind) =>
  Type.Unsafe<Id<Kind>>({ type: 'string', format: 'uuid', maxLength: 36 })

/** A day, YYYY-MM-DD; there was no year 0. */
export const Day = Type.Unsafe<CivilDate>({
  type: 'string',
  format: 'date',
  pattern: '^(?!0000)',
  maxLength: 10,
})

/** An instant (RFC 3339). */
export const Instant = Type.String({ format: 'date-time', maxLength: 40 })

export const Text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })

export const Nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const BilingualText = Type.Object({
  vi: Type.String({ maxLength: 2_000 }),
  en: Type.String({ maxLength: 2_000 }),
})

/** An object that holds these members and no others. */
export const Exact = <Shape extends Record<string, TSchema>>(shape: Shape) =>
  Type.Object(shape, { additionalProperties: false })

/** The longest list that one answer carries, and what a list carries when not told. */
export const pageSize = { default: 20, max: 100 } as const

export const List = <Schema extends TSchema>(item: Schema, maxItems: number = pageSize.max) =>
  Type.Object({ items: Type.Array(item, { maxItems }) })
