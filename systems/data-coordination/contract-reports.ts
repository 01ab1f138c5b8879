/** How good services are, and who does not share. */
import { type Static, Type } from 'typebox'
import { BilingualText, Day, IdOf, Instant, Nullable, Text } from '#kernel/contract'
import { askedReasons } from './domain/sharing.ts'

const Number = Nullable(Type.Number())
const Level = {
  count: Type.Integer(),
  failed: Type.Integer(),
  /** Answered of all asked, in percent. */
  availability: Number,
  p50Ms: Number,
  p95Ms: Number,
  p99Ms: Number,
}

export const LevelQuery = Type.Object({ from: Type.Optional(Day), until: Type.Optional(Day) })
export const LevelView = Type.Object({
  from: Day,
  until: Day,
  promised: Type.Object({ availability: Type.Number(), p95Ms: Type.Integer() }),
  days: Type.Array(Type.Object({ on: Day, ...Level }), { maxItems: 400 }),
  whole: Type.Object(Level),
  /** Of the failures that the promise allows; below zero: the promise is broken. */
  budgetLeftPercent: Number,
})
export type LevelView = Static<typeof LevelView>

const Named = { code: Text(330), title: BilingualText }
export const SharingView = Type.Object({
  on: Day,
  /** Registers that publish no service. */
  silent: Type.Array(
    Type.Object({
      memberId: IdOf('member'),
      member: BilingualText,
      code: Text(264),
      name: BilingualText,
    }),
    { maxItems: 10_000 },
  ),
  /** Requests that were not answered in time. */
  unanswered: Type.Array(
    Type.Object({
      requestId: IdOf('request'),
      owner: BilingualText,
      client: BilingualText,
      ...Named,
      daysLate: Type.Integer(),
    }),
    { maxItems: 10_000 },
  ),
  /** Services below their promise in the last 30 days. */
  below: Type.Array(
    Type.Object({
      serviceId: IdOf('service'),
      owner: BilingualText,
      ...Named,
      promised: Type.Number(),
      measured: Type.Number(),
    }),
    { maxItems: 10_000 },
  ),
  /** What people had to give in the last 30 days though a service tells it, most often first. */
  asked: Type.Array(
    Type.Object({
      publicService: BilingualText,
      what: BilingualText,
      times: Type.Integer(),
      lastOn: Day,
      reason: Type.Enum([...askedReasons]),
      serviceId: IdOf('service'),
      owner: BilingualText,
      ...Named,
    }),
    { maxItems: 1_000 },
  ),
})
export type SharingView = Static<typeof SharingView>

const Party = Type.Object({ code: Text(264), name: BilingualText })
export const FlowQuery = Type.Object({ span: Type.Optional(Type.Enum(['hour', 'day', 'month'])) })
export const FlowView = Type.Object({
  client: Party,
  service: Type.Object({ id: IdOf('service'), ...Named }),
  provider: Party,
  count: Type.Integer(),
  failed: Type.Integer(),
})
export type FlowView = Static<typeof FlowView>
export const FlowList = Type.Object({
  from: Instant,
  items: Type.Array(FlowView, { maxItems: 1_000 }),
})
