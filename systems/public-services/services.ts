import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { type FieldProblem, Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import {
  ethnicityCode,
  type Parent,
  type Population,
  parsePersonalNumber,
  spelling,
} from '#population'
import { type BirthFacts, fatherOf, motherOf, type Newborn, newbornOf } from './domain/birth.ts'
import {
  birthCertificate,
  birthRegistration,
  childHousehold,
  childName,
  childOrigin,
} from './domain/birth-registration.ts'
import { checkOf, linesOf } from './domain/enquiry.ts'
import { type Answers, checkAnswers, type Group, relevantAnswers } from './domain/form.ts'
import type {
  CheckLine,
  ConsentNeeded,
  DocumentOrder,
  EnquiryNeeded,
  Party,
  Procedure,
  ProcedureEntry,
  ShownLine,
} from './domain/procedure.ts'
import {
  type ResidenceFacts,
  residenceConfirmation,
  residenceDocument,
} from './domain/residence-confirmation.ts'
import { supplementLines, supplementOf } from './domain/supplement.ts'
import type { Answered, Enquiring } from './enquiring.ts'
import { partyOf } from './parties.ts'
import { listBirthNotices, useBirthNotice } from './storage/birth-notices.ts'
import { type Case, nextSerial } from './storage/cases.ts'
import { findConsent } from './storage/consents.ts'
import type { Schema } from './storage/schema.ts'

/** A document to be ordered, with whose it is and who keeps it. */
export type Order = DocumentOrder & {
  readonly holderId: Id<'person'>
  readonly keeperIds: readonly Id<'person'>[]
}

/** A grant being carried out: by whom, for which agency, on which day. */
export type Deed = {
  readonly actor: Actor
  readonly organisationName: string
  readonly today: CivilDate
}

/** A case together with the facts of this moment, ready for every question about it. */
export type Prepared = {
  readonly entry: ProcedureEntry
  readonly applicant: Party
  readonly groups: readonly Group[]
  readonly answers: Answers
  readonly problems: readonly FieldProblem[]
  readonly commune: string
  readonly fee: bigint
  readonly consent: ConsentNeeded | undefined
  readonly lines: readonly ShownLine[]
  readonly checks: readonly CheckLine[]
  /** What it asks other agencies when it is submitted, and what has been asked so far. */
  readonly enquiriesNeeded: readonly EnquiryNeeded[]
  readonly enquiries: readonly EnquiryReady[]
  /** The people whose data was used for it. */
  readonly subjects: readonly Id<'person'>[]
  /** Does what a grant means, in the caller's transaction, and says which documents to order. */
  carryOut(tx: Transaction<Schema>, deed: Deed): Promise<Order[]>
}

/** A question to another agency with what its answer says. */
export type EnquiryReady = Answered & { readonly lines: readonly ShownLine[] }

export type Services = {
  readonly entries: readonly ProcedureEntry[]
  /** The entry of a procedure; throws 404 where there is none. */
  entry(code: string): ProcedureEntry
  /** Gathers the facts of a case. Throws when the procedure does not admit the applicant. */
  prepare(it: Case, actor: Actor): Promise<Prepared>
}

type Service<Facts> = {
  readonly procedure: Procedure<Facts>
  gather(it: Case, actor: Actor): Promise<Facts>
  parties(facts: Facts): readonly Party[]
  carryOut(tx: Transaction<Schema>, it: Case, facts: Facts, deed: Deed): Promise<Order[]>
}

export function openServices(
  kernel: Kernel,
  population: Population,
  enquiring: Enquiring,
): Services {
  const db = kernel.database.room<Schema>('public-services')
  const services = new Map<string, Pick<Prepared, 'entry'> & Pick<Services, 'prepare'>>([
    ['residence-confirmation', bind(residenceService(), kernel, enquiring)],
    ['birth-registration', bind(birthService(), kernel, enquiring)],
  ])

  async function party(id: Id<'person'>): Promise<Party> {
    const view = await population.personView(id)
    if (!view) throw new Error('A person of a case is not in the register.')
    return partyOf(view)
  }

  function residenceService(): Service<ResidenceFacts> {
    return {
      procedure: residenceConfirmation,
      gather: async (it) => ({ applicant: await party(it.applicantId) }),
      parties: ({ applicant }) => [applicant],
      async carryOut(_tx, it, facts, { today }) {
        const order = residenceDocument(facts, it.answers, today)
        return [{ ...order, holderId: it.applicantId, keeperIds: [] }]
      },
    }
  }

  function birthService(): Service<BirthFacts> {
    return {
      procedure: birthRegistration,
      gather: gatherBirth,
      parties: ({ declarant, spouse, namedFather }) =>
        [declarant, spouse, namedFather].filter((it) => it !== null),
      carryOut: registerBirth,
    }
  }

  async function gatherBirth(it: Case, actor: Actor): Promise<BirthFacts> {
    const declarant = await party(it.applicantId)
    const marriage = await population.marriageOf(it.applicantId)
    const spouseId =
      marriage && (marriage.firstId === it.applicantId ? marriage.secondId : marriage.firstId)
    const spouse = spouseId ? await party(spouseId) : null
    const known = { declarant, spouse, marriedOn: marriage?.marriedOn ?? null }
    const consent = await findConsent(db, it.id)
    const mother = motherOf({ ...known, namedFather: null, fatherConsented: false, notices: [] })
    const motherId = mother?.personId as Id<'person'> | undefined
    const named = await namedFather(it.answers, actor)
    return {
      ...known,
      namedFather: named,
      fatherConsented: consent?.state === 'given' && consent.personId === named?.personId,
      notices: motherId ? await listBirthNotices(db, motherId, it.id) : [],
    }
  }

  /** The man whose number and name were given, when they belong together. He sees the attempt. */
  async function namedFather(answers: Answers, actor: Actor): Promise<Party | null> {
    const number = parsePersonalNumber(String(answers['fatherNumber'] ?? ''))
    const name = String(answers['fatherName'] ?? '')
    if (!number || !name || answers['father'] !== 'named') return null
    const person = await population.personByNumber(number)
    if (!person) return null
    const found = await party(person.id)
    const matched = spelling(found.fullName) === spelling(name)
    await kernel.audit.settle(actor, [
      {
        room: 'public-services',
        operation: 'fatherName',
        subjectId: person.id,
        fields: ['fullName'],
        outcome: matched ? 'matched' : 'not-matched',
      },
    ])
    return matched ? found : null
  }

  async function registerBirth(
    tx: Transaction<Schema>,
    it: Case,
    facts: BirthFacts,
    { actor, organisationName, today }: Deed,
  ): Promise<Order[]> {
    const newborn = newbornOf(facts, it.answers) as Newborn
    if (newborn.notice && !(await useBirthNotice(tx, newborn.notice.id, it.id))) {
      throw noticeUsed()
    }
    const parents = parentsOf(facts, it.answers)
    const origin = childOrigin(facts, it.answers)
    const commune = it.commune ?? ''
    const child = await population.registerBirth(
      tx,
      {
        name: childName(it.answers),
        birthOn: newborn.bornOn,
        sex: newborn.sex,
        birthplace: newborn.place,
        communeCode: commune,
        registrationPlace: organisationName,
        origin: origin.origin,
        ethnicity: ethnicityCode(origin.ethnicity),
        nationality: 'VNM',
        parents,
        householdId: childHousehold(facts, it.answers) as Id<'household'> | null,
        source: `${birthRegistration.entry.title.vi}, hồ sơ ${it.dossierNumber}`,
      },
      actor,
    )
    const year = today.slice(0, 4)
    const serial = await nextSerial(tx, `birth.${commune}`, `${year}-01-01` as CivilDate)
    const order = birthCertificate(facts, it.answers, {
      number: child.number,
      registeredOn: today,
      registeredAt: organisationName,
      bookNumber: `${serial}/${year}`,
    })
    const keeperIds = parents.flatMap((parent) => parent.personId ?? [])
    return [{ ...order, holderId: child.id, keeperIds }]
  }

  return {
    entries: [...services.values()].map((it) => it.entry),
    entry(code) {
      const found = services.get(code)
      if (!found) throw procedureUnknown()
      return found.entry
    },
    prepare(it, actor) {
      const found = services.get(it.procedure)
      if (!found) throw procedureUnknown()
      return found.prepare(it, actor)
    },
  }
}

function bind<Facts>(service: Service<Facts>, { clock }: Kernel, enquiring: Enquiring) {
  const { procedure } = service
  return {
    entry: procedure.entry,
    async prepare(it: Case, actor: Actor): Promise<Prepared> {
      const today = civilDateOf(clock.now())
      const facts = await service.gather(it, actor)
      procedure.admit(facts)
      const groups = [
        ...supplementOf(it.reasons, it.answers),
        ...procedure.form(facts, it.answers, today),
      ]
      const answers = relevantAnswers(groups, it.answers)
      const complete = { ...it, answers }
      const [applicant] = service.parties(facts)
      const enquiriesNeeded = procedure.enquiries(facts, answers)
      const asked = it.submittedAt ? await enquiring.ofCase(it.id) : []
      const enquiries = matched(enquiriesNeeded, asked)
      return {
        entry: procedure.entry,
        applicant: applicant as Party,
        groups,
        answers,
        problems: [...checkAnswers(groups, it.answers), ...procedure.check(facts, answers, today)],
        commune: procedure.communeOf(facts, answers),
        fee: procedure.feeOf(facts, answers, today),
        consent: procedure.consentNeeded(facts, answers),
        lines: [...procedure.shown(facts, answers, today), ...supplementLines(answers)],
        checks: [
          ...procedure.checks(facts, answers, today),
          ...enquiries.map(([needed, it]) => checkOf(needed, it, today)),
        ],
        enquiriesNeeded,
        enquiries: enquiries.map(([needed, it]) => ({
          ...it,
          lines: linesOf(needed, it.answer, today),
        })),
        subjects: service.parties(facts).map((party) => party.personId as Id<'person'>),
        carryOut: (tx, deed) => service.carryOut(tx, complete, facts, deed),
      }
    },
  }
}

/** The questions that the case still has, each with what was asked for it. */
function matched(
  needed: readonly EnquiryNeeded[],
  asked: readonly Answered[],
): (readonly [EnquiryNeeded, Answered])[] {
  return needed.flatMap((it) => {
    const { kind, subject } = it
    const found = asked.find((one) => one.kind === kind && one.subjectId === subject.personId)
    return found ? [[it, found] as const] : []
  })
}

function parentsOf(facts: BirthFacts, answers: Answers): Parent[] {
  const parent = (role: 'father' | 'mother', it: Party | null): Parent[] =>
    it
      ? [
          {
            role,
            personId: it.personId as Id<'person'>,
            fullName: it.fullName,
            nationality: it.nationality,
          },
        ]
      : []
  return [...parent('mother', motherOf(facts)), ...parent('father', fatherOf(facts, answers))]
}

function procedureUnknown(): Problem {
  return new Problem(404, 'public-services.procedure-unknown', {
    vi: 'Không có thủ tục này.',
    en: 'There is no such procedure.',
  })
}

function noticeUsed(): Problem {
  return new Problem(409, 'public-services.birth-notice-used', {
    vi: 'Giấy chứng sinh này đã được dùng cho một hồ sơ khác.',
    en: 'This birth notice was used for another case already.',
  })
}
