/** Questions to several services at once. */
import { type Static, Type } from 'typebox'
import { Exact, IdOf, Instant, List, Text } from '#kernel/contract'
import { Code, Title } from './contract.ts'

export const CompositeParams = Type.Object({ id: IdOf('composite') })

const Part = Exact({
  name: Type.String({ pattern: '^[a-z][a-zA-Z0-9-]{0,39}$', maxLength: 40 }),
  service: Type.String({
    minLength: 9,
    maxLength: 330,
    description: 'VN/GOV/MEMBER/SUBSYSTEM/SERVICE',
  }),
  path: Type.String({
    minLength: 1,
    maxLength: 1_000,
    description: 'Below the service, with {name} for what the question gives',
  }),
  required: Type.Boolean({ description: 'Without it the whole answer fails' }),
})

const said = {
  title: Title,
  timeBudgetMs: Type.Integer({ minimum: 100, maximum: 60_000 }),
  parts: Type.Array(Part, { minItems: 1, maxItems: 20 }),
}

export const CompositeChange = Exact(said)
export const CompositeDefine = Exact({ clientId: IdOf('subsystem'), code: Code, ...said })

export const CompositeView = Type.Object({
  id: IdOf('composite'),
  code: Code,
  /** Whose information systems may ask it. */
  client: Text(264),
  ...said,
  /** What a question must give. */
  parameters: Type.Array(Text(60), { maxItems: 1_000 }),
  changedAt: Instant,
})
export type CompositeView = Static<typeof CompositeView>
export const CompositeList = List(CompositeView, 10_000)
