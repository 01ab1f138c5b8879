import { type Static, Type } from 'typebox'
import { Exact, List, Text } from '#kernel/contract'
import { Address, Hash } from './contract.ts'

/** What officials do at the members' vote, with keys that this center keeps. */

const Member = Type.Integer({ minimum: 1, maximum: 4_294_967_295 })
const Gas = Type.Integer({ minimum: 5_000_000, maximum: Number.MAX_SAFE_INTEGER })
const Power = Type.Integer({ minimum: 0, maximum: 1_099_511_627_776 })

export const Change = Type.Union([
  Exact({
    kind: Type.Literal('admit'),
    name: Text(100, 1),
    gasPerDay: Gas,
    mayDeploy: Type.Boolean(),
    seated: Type.Boolean(),
    /** Governs the member and adds its other accounts. */
    account: Address,
  }),
  Exact({ kind: Type.Literal('suspend'), member: Member }),
  Exact({ kind: Type.Literal('restore'), member: Member }),
  Exact({ kind: Type.Literal('remove'), member: Member }),
  Exact({ kind: Type.Literal('quota'), member: Member, gasPerDay: Gas }),
  Exact({ kind: Type.Literal('seat'), member: Member, seated: Type.Boolean() }),
  /** Power 0 removes the validator. */
  Exact({ kind: Type.Literal('validator'), key: Hash, power: Power, member: Member }),
])
export type Change = Static<typeof Change>

export const ProposalParams = Exact({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const ProposalOpen = Exact({
  /** The member that proposes. */
  by: Member,
  reason: Text(300, 5),
  days: Type.Integer({ minimum: 1, maximum: 30 }),
  change: Change,
})
export type ProposalOpen = Static<typeof ProposalOpen>
export const VoteCast = Exact({ by: Member, inFavour: Type.Boolean() })
export const Carried = Exact({ by: Member })
/** The transaction that did it. */
export const Sent = Type.Object({ hash: Hash })

/** A member that the caller may speak for here. */
export const VoiceView = Type.Object({ member: Member, name: Text(200), account: Address })
export type VoiceView = Static<typeof VoiceView>
export const VoiceList = List(VoiceView)

export const BallotView = Type.Object({
  member: Member,
  name: Text(200),
  ballot: Type.Enum(['none', 'for', 'against']),
})
export type BallotView = Static<typeof BallotView>
export const BallotList = List(BallotView, 200)
