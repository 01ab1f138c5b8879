import { type Static, Type } from 'typebox'
import {
  BilingualText,
  Day,
  Exact,
  IdOf,
  Instant,
  List,
  Nullable,
  pageSize,
  Text,
} from '#kernel/contract'

const Number12 = Type.String({ pattern: '^\\d{12}$', maxLength: 12 })
const UnitCode = Type.String({ pattern: '^(\\d{2}|\\d{5})$', maxLength: 5 })
const CommuneCode = Type.String({ pattern: '^\\d{5}$', maxLength: 5 })
const Sex = Type.Enum(['male', 'female'])

export const PersonParams = Type.Object({ id: IdOf('person') })

export const UnitView = Type.Object({
  code: UnitCode,
  name: Text(200),
  kind: Type.Enum(['municipality', 'province', 'ward', 'commune', 'special-zone']),
  province: Type.String({ pattern: '^\\d{2}$', maxLength: 2 }),
})
export type UnitView = Static<typeof UnitView>

export const UnitQuery = Type.Object({
  province: Type.Optional(Type.String({ pattern: '^\\d{2}$', maxLength: 2 })),
})

export const AddressView = Type.Object({
  communeCode: CommuneCode,
  detail: Text(300),
  /** The whole address as one line. */
  text: Text(500),
})
export type AddressView = Static<typeof AddressView>

const NameView = Type.Object({ surname: Text(100), middle: Text(200), given: Text(100) })

const RelativeView = Type.Object({
  role: Type.Enum(['father', 'mother', 'spouse', 'child']),
  personId: Nullable(IdOf('person')),
  fullName: Text(300),
  nationality: Text(3),
})

const HouseholdView = Type.Object({
  fileNumber: Text(40),
  members: Type.Array(
    Type.Object({
      personId: IdOf('person'),
      fullName: Text(300),
      birthOn: Day,
      sex: Sex,
      relationToHead: Text(30),
    }),
    { maxItems: 100 },
  ),
})

/** The 26 items of one person, and for each that ever changed since when and on what it rests. */
export const PersonView = Type.Object({
  id: IdOf('person'),
  number: Number12,
  name: NameView,
  fullName: Text(300),
  otherName: Nullable(Text(300)),
  birthOn: Day,
  sex: Sex,
  birthplace: Text(300),
  registrationPlace: Text(300),
  origin: Text(300),
  ethnicity: Text(60),
  religion: Text(30),
  nationality: Text(3),
  bloodGroup: Nullable(Text(2)),
  oldNumber: Nullable(Text(9)),
  cards: Type.Array(Type.Object({ number: Text(12), issuedOn: Day, expiresOn: Nullable(Day) }), {
    maxItems: 20,
  }),
  relatives: Type.Array(RelativeView, { maxItems: 100 }),
  permanentResidence: Nullable(AddressView),
  temporaryResidence: Nullable(AddressView),
  currentResidence: Nullable(AddressView),
  absence: Nullable(Type.Object({ from: Day, until: Nullable(Day), place: Text(300) })),
  householdId: Nullable(IdOf('household')),
  residenceFile: Nullable(Text(40)),
  maritalStatus: Type.Enum(['single', 'married', 'divorced', 'widowed']),
  relationToHead: Nullable(Text(30)),
  household: Nullable(HouseholdView),
  diedOn: Nullable(Day),
  missingOn: Nullable(Day),
  phone: Nullable(Text(20)),
  email: Nullable(Text(200)),
  provenance: Type.Record(
    Type.String({ maxLength: 40 }),
    Type.Object({ since: Nullable(Day), source: Nullable(Text(500)) }),
  ),
})
export type PersonView = Static<typeof PersonView>

export const PersonLookUp = Exact({ number: Number12 })

export const PersonSearch = Exact({
  name: Text(100, 1),
  birthYear: Type.Optional(Type.Integer({ minimum: 1850, maximum: 2100 })),
  unitCode: Type.Optional(UnitCode),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageSize.max })),
})

export const PersonFound = Type.Object({
  id: IdOf('person'),
  maskedNumber: Text(12),
  fullName: Text(300),
  birthOn: Day,
  sex: Sex,
  commune: Nullable(Text(300)),
  deceased: Type.Boolean(),
})
export type PersonFound = Static<typeof PersonFound>
export const PeopleFound = Type.Object({
  items: Type.Array(PersonFound, { maxItems: pageSize.max }),
  /** There may be more: say more of the name, or a year or place. */
  more: Type.Boolean(),
})

export const AccessView = Type.Object({
  id: Text(20),
  at: Instant,
  actorKind: Type.Enum(['person', 'official', 'client', 'system']),
  actorName: Text(300),
  room: Text(40),
  operation: Text(100),
  purpose: BilingualText,
  basis: Text(500),
  fields: Type.Array(Text(40), { maxItems: 60 }),
  outcome: Type.Enum(['read', 'changed', 'matched', 'not-matched', 'refused']),
})
export type AccessView = Static<typeof AccessView>
export const AccessQuery = Type.Object({
  before: Type.Optional(Type.String({ pattern: '^\\d{1,19}$', maxLength: 19 })),
})
export const AccessList = List(AccessView)

export const LifeEventView = Type.Object({
  id: IdOf('life-event'),
  kind: Type.Enum(['birth', 'death', 'move', 'marriage', 'divorce', 'correction']),
  effectiveOn: Day,
  recordedAt: Instant,
  recordedBy: Text(300),
  source: Text(500),
  changes: Type.Record(
    Type.String({ maxLength: 40 }),
    Type.Object({ from: Type.Unknown(), to: Type.Unknown() }),
  ),
})
export type LifeEventView = Static<typeof LifeEventView>
export const LifeEventList = List(LifeEventView, 1_000)

const source = Text(500, 3)
const Address = Exact({ communeCode: CommuneCode, detail: Text(300, 1) })

/** What a registrar may report. A birth with its parents goes through public-services as well. */
export const LifeEventReport = Type.Union([
  Exact({ kind: Type.Literal('death'), personId: IdOf('person'), diedOn: Day, source }),
  Exact({
    kind: Type.Literal('marriage'),
    firstId: IdOf('person'),
    secondId: IdOf('person'),
    marriedOn: Day,
    place: Text(300, 1),
    source,
  }),
  Exact({ kind: Type.Literal('divorce'), personId: IdOf('person'), endedOn: Day, source }),
  Exact({
    kind: Type.Literal('move'),
    personId: IdOf('person'),
    residence: Type.Enum(['permanent', 'temporary']),
    to: Address,
    householdId: Type.Optional(IdOf('household')),
    effectiveOn: Day,
    source,
  }),
  Exact({
    kind: Type.Literal('correction'),
    personId: IdOf('person'),
    effectiveOn: Day,
    set: Exact({
      fullName: Type.Optional(Text(300, 1)),
      otherName: Type.Optional(Nullable(Text(300))),
      birthOn: Type.Optional(Day),
      sex: Type.Optional(Sex),
      birthplace: Type.Optional(Text(300, 1)),
      origin: Type.Optional(Text(300, 1)),
      ethnicity: Type.Optional(Type.String({ pattern: '^\\d{2}$', maxLength: 2 })),
      bloodGroup: Type.Optional(Nullable(Type.Enum(['A', 'B', 'AB', 'O']))),
      phone: Type.Optional(Nullable(Text(20))),
      email: Type.Optional(Nullable(Type.String({ format: 'email', maxLength: 200 }))),
    }),
    source,
  }),
])
export type LifeEventReport = Static<typeof LifeEventReport>
export const LifeEventDone = Type.Object({ people: Type.Array(IdOf('person'), { maxItems: 10 }) })

const Claim = Type.Optional(Text(300, 1))
const Verdict = Type.Enum(['match', 'no-match', 'not-found'])
const verifiable = [
  'fullName',
  'birthOn',
  'birthYear',
  'sex',
  'ethnicity',
  'nationality',
  'oldNumber',
  'cardIssuedOn',
  'permanentCommune',
  'currentCommune',
  'maritalStatus',
  'phone',
  'alive',
  'adult',
] as const
type Fields<Schema> = Record<(typeof verifiable)[number], Schema>
const eachField = <Schema>(schema: Schema) =>
  Object.fromEntries(verifiable.map((it) => [it, schema])) as Fields<Schema>

/** Claims about one person, to be answered field by field without disclosing what is held. */
export const VerificationAsk = Exact({
  number: Number12,
  claims: Type.Object(eachField(Claim), { additionalProperties: false, minProperties: 1 }),
  /** Why: one of the purposes that the asking program is authorised for. */
  purpose: Text(100, 1),
})
export const VerificationAnswer = Type.Object({
  results: Type.Object(eachField(Type.Optional(Verdict))),
})

export const PyramidView = Type.Object({
  asOf: Day,
  people: Type.Integer(),
  households: Type.Integer(),
  bands: Type.Array(
    Type.Object({ from: Type.Integer(), male: Type.Integer(), female: Type.Integer() }),
    { maxItems: 30 },
  ),
})
export type PyramidView = Static<typeof PyramidView>
