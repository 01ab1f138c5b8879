/** Questions to several services at once. */
import { type Static, Type } from 'typebox'
import { BilingualText, Exact, IdOf, Instant, List, Text } from '#kernel/contract'
import { Code, Title } from './contract.ts'

export const CompositeParams = Type.Object({ id: IdOf('subsystem'), code: Code })

const Part = Exact({
  name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]*$', maxLength: 40 }),
  service: Type.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63}/){4}', maxLength: 330 }),
  /** Below the service, with `{name}` for what the question gives. */
  path: Type.String({ pattern: '^(/|\\?|$)[^\\s#\\\\]*$', maxLength: 500 }),
  /** Without this part the whole answer fails. */
  required: Type.Boolean(),
})

export const CompositeSave = Exact({
  title: Title,
  timeBudgetMs: Type.Integer({ minimum: 100, maximum: 60_000 }),
  parts: Type.Array(Part, { minItems: 1, maxItems: 20 }),
})

export const CompositeView = Type.Object({
  code: Text(64),
  title: BilingualText,
  timeBudgetMs: Type.Integer(),
  parts: Type.Array(Part, { maxItems: 20 }),
  changedAt: Instant,
})
export type CompositeView = Static<typeof CompositeView>
export const CompositeList = List(CompositeView, 1_000)
