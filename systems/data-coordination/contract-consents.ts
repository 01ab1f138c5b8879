/** What people let agencies know. */
import { type Static, Type } from 'typebox'
import { BilingualText, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import { PurposeCode } from './contract-grants.ts'

export const ConsentParams = Type.Object({ id: IdOf('consent') })
export const ConsentRequestParams = Type.Object({ id: IdOf('consent-request') })

const what = {
  clientId: IdOf('subsystem'),
  serviceId: IdOf('service'),
  purpose: PurposeCode,
}

/** `agreed` is said by the person; there is no other value and no default. */
export const ConsentGive = Exact({ ...what, agreed: Type.Literal(true) })
export const ConsentOfferQuery = Type.Object(what)
export const ConsentOffer = Type.Object({ words: BilingualText, basis: Text(500), endsAt: Instant })

export const ConsentView = Type.Object({
  id: IdOf('consent'),
  client: Type.Object({ code: Text(264), name: BilingualText }),
  service: Type.Object({ code: Text(330), title: BilingualText }),
  purpose: Text(80),
  /** What was read when it was given. */
  words: BilingualText,
  givenAt: Instant,
  endsAt: Instant,
  withdrawnAt: Nullable(Instant),
  inForce: Type.Boolean(),
})
export type ConsentView = Static<typeof ConsentView>
export const PersonConsentList = List(ConsentView)

/** The number is only sent; whether there is such a person is not told. */
export const ConsentAsk = Exact({
  ...what,
  personalNumber: Type.String({ pattern: '^[0-9]{12}$', maxLength: 12 }),
})
export const ConsentRequestView = Type.Object({
  id: IdOf('consent-request'),
  client: Type.Object({ code: Text(264), name: BilingualText }),
  service: Type.Object({ code: Text(330), title: BilingualText }),
  purpose: Text(80),
  words: BilingualText,
  askedAt: Instant,
  endsAt: Instant,
})
export type ConsentRequestView = Static<typeof ConsentRequestView>
export const ConsentRequestList = List(ConsentRequestView)
export const ConsentRequestAnswer = Exact({ given: Type.Boolean() })
