import type { Kysely, Transaction } from 'kysely'
import type { Identity, PasskeyAnswer } from '#identity'
import type { Actor } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { Population } from '#population'
import { isOpen, type Move, next } from './domain/case.ts'
import { agencyPrefix, dossierNumber } from './domain/dossier-number.ts'
import type { Answers } from './domain/form.ts'
import { dueAt } from './domain/working-day.ts'
import type { Enquiring } from './enquiring.ts'
import { notices } from './notices.ts'
import type { Prepared, Services } from './services.ts'
import {
  addStep,
  type Case,
  findCase,
  findDraft,
  insertCase,
  nextSerial,
  updateCase,
} from './storage/cases.ts'
import { answerConsent, askConsent, findConsent } from './storage/consents.ts'
import { isUploading } from './storage/evidence.ts'
import type { Schema } from './storage/schema.ts'

const mostAnswers = 60

export type Applicant = {
  readonly personId: Id<'person'>
  readonly accountId: Id<'account'>
  readonly actor: Actor
}

/** What applicants, and those whose consent is asked, do with a case. */
export function openCasework(
  kernel: Kernel,
  db: Kysely<Schema>,
  services: Services,
  {
    identity,
    population,
    enquiring,
  }: { identity: Identity; population: Population; enquiring: Enquiring },
) {
  const { clock } = kernel
  const tell = notices(kernel)

  /** A case of this applicant; another's case does not exist for them. */
  async function own(
    on: Kysely<Schema> | Transaction<Schema>,
    id: Id<'case'>,
    { personId }: Applicant,
    lock?: 'for update',
  ): Promise<Case> {
    const it = await findCase(on, id, lock)
    if (!it || it.applicantId !== personId) throw caseUnknown()
    return it
  }

  async function move(
    tx: Transaction<Schema>,
    it: Case,
    by: string,
    name: Move,
    set: Partial<Case> = {},
  ): Promise<Case> {
    const now = clock.now()
    const moved = { ...it, ...set, state: next(it.state, name), changedAt: now }
    await updateCase(tx, moved)
    await addStep(tx, it.id, { move: name, at: now, by, note: null })
    return moved
  }

  /** Gives the case its number and deadline, and puts it on the desk of the competent unit. */
  async function submitTo(
    tx: Transaction<Schema>,
    it: Case,
    ready: Prepared,
    by: string,
  ): Promise<Case> {
    const now = clock.now()
    const submitted = await move(tx, it, by, 'submit', {
      answers: ready.answers,
      commune: it.commune ?? ready.commune,
      fee: ready.fee,
      reasons: [],
      takenBy: null,
      dossierNumber: it.dossierNumber ?? (await newNumber(tx, ready, now)),
      submittedAt: it.submittedAt ?? now,
      dueAt: dueAt(now, ready.entry.workingDays),
    })
    await enquiring.ask(tx, submitted, ready.enquiriesNeeded)
    await tell(tx, submitted, 'submitted', ready.entry)
    await kernel.events.publish(tx, 'public-services.case-submitted', { caseId: it.id })
    return submitted
  }

  async function newNumber(tx: Transaction<Schema>, ready: Prepared, now: Date): Promise<string> {
    const today = civilDateOf(now)
    const province = (await population.gazetteer()).provinceOf(ready.commune)
    if (!province) throw new Error('The competent commune is unknown.')
    const { position } = ready.entry
    const serial = await nextSerial(tx, agencyPrefix(ready.commune, province, position), today)
    return dossierNumber(ready.commune, province, position, today, serial)
  }

  return {
    own: (id: Id<'case'>, applicant: Applicant) => own(db, id, applicant),

    /** Begins a case, or goes on with the draft that was begun before. */
    async open(procedure: string, applicant: Applicant): Promise<Case> {
      services.entry(procedure)
      const begun = await findDraft(db, applicant.personId, procedure)
      if (begun) return begun
      const now = clock.now()
      const it: Case = {
        id: newId('case', now),
        procedure,
        applicantId: applicant.personId,
        accountId: applicant.accountId,
        state: 'draft',
        answers: {},
        commune: null,
        dossierNumber: null,
        fee: 0n,
        submittedAt: null,
        dueAt: null,
        takenBy: null,
        decidedAt: null,
        reasons: [],
        createdAt: now,
        changedAt: now,
      }
      // Says now, not after ten pages, who may not apply.
      await services.prepare(it, applicant.actor)
      await insertCase(db, it)
      return it
    },

    /** Keeps answers as they are typed, right or not; the form says what is still wrong. */
    save(id: Id<'case'>, answers: Answers, applicant: Applicant): Promise<Case> {
      return db.transaction().execute(async (tx) => {
        const it = await own(tx, id, applicant, 'for update')
        if (!isOpen(it.state)) throw caseClosed()
        const saved = { ...it, answers: { ...it.answers, ...answers }, changedAt: clock.now() }
        if (Object.keys(saved.answers).length > mostAnswers) throw tooManyAnswers()
        await updateCase(tx, saved)
        return saved
      })
    },

    /** Submits, or first asks for the consent that the submission needs. */
    async submit(id: Id<'case'>, applicant: Applicant): Promise<Case> {
      const ready = await services.prepare(await own(db, id, applicant), applicant.actor)
      if (await isUploading(db, id)) throw uploadUnfinished()
      if (ready.problems.length > 0) throw notComplete(ready)
      return db.transaction().execute(async (tx) => {
        const it = await own(tx, id, applicant, 'for update')
        if (await isUploading(tx, id)) throw uploadUnfinished()
        const { consent } = ready
        if (!consent) return submitTo(tx, it, ready, applicant.actor.name)
        const personId = consent.personId as Id<'person'>
        await askConsent(tx, { caseId: id, personId, role: consent.role, askedAt: clock.now() })
        const moved = await move(tx, it, applicant.actor.name, 'ask-consent', {
          answers: ready.answers,
        })
        await tell(tx, moved, 'consent-asked', ready.entry, personId)
        return moved
      })
    },

    withdraw(id: Id<'case'>, applicant: Applicant): Promise<Case> {
      return db.transaction().execute(async (tx) => {
        const it = await own(tx, id, applicant, 'for update')
        return move(tx, it, applicant.actor.name, 'withdraw')
      })
    },

    /** A case that waits for this person's consent, with everything they are to confirm. */
    async awaiting(id: Id<'case'>, asked: Applicant): Promise<{ it: Case; ready: Prepared }> {
      const consent = await findConsent(db, id)
      if (consent?.personId !== asked.personId || consent.state !== 'asked') throw caseUnknown()
      const it = await findCase(db, id)
      if (it?.state !== 'awaiting-consent') throw caseUnknown()
      return { it, ready: await services.prepare(it, asked.actor) }
    },

    /** What a person signs when they consent: the same for the page and for the check. */
    consentShown(it: Case, ready: Prepared): Record<string, unknown> {
      return {
        kind: 'consent',
        procedure: ready.entry.title,
        applicant: ready.applicant.fullName,
        caseId: it.id,
        lines: ready.lines,
      }
    },

    async giveConsent(
      it: Case,
      ready: Prepared,
      asked: Applicant,
      digest: Buffer,
      answer: PasskeyAnswer,
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const locked = await findCase(tx, it.id, 'for update')
        if (locked?.state !== 'awaiting-consent') throw caseUnknown()
        const { accountId } = asked
        const { id } = await identity.finishConfirmation(tx, { accountId, digest, answer })
        const given = { state: 'given', confirmationId: id } as const
        await answerConsent(tx, it.id, given, clock.now())
        await submitTo(tx, locked, ready, asked.actor.name)
      })
    },

    async declineConsent(it: Case, ready: Prepared, asked: Applicant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const locked = await findCase(tx, it.id, 'for update')
        if (locked?.state !== 'awaiting-consent') throw caseUnknown()
        await answerConsent(tx, it.id, { state: 'declined' }, clock.now())
        const moved = await move(tx, locked, asked.actor.name, 'decline-consent')
        await tell(tx, moved, 'consent-declined', ready.entry)
      })
    },
  }
}

export type Casework = ReturnType<typeof openCasework>

export function caseUnknown(): Problem {
  return new Problem(404, 'public-services.case-unknown', {
    vi: 'Không có hồ sơ này.',
    en: 'There is no such case.',
  })
}

function tooManyAnswers(): Problem {
  return new Problem(422, 'public-services.answers-too-many', {
    vi: 'Hồ sơ có nhiều câu trả lời hơn số câu được hỏi.',
    en: 'The case holds more answers than anything that is asked.',
  })
}

function caseClosed(): Problem {
  return new Problem(409, 'public-services.case-closed', {
    vi: 'Hồ sơ đã nộp nên không thể sửa câu trả lời.',
    en: 'The case has been submitted; its answers can no longer be changed.',
  })
}

function uploadUnfinished(): Problem {
  return new Problem(422, 'public-services.upload-unfinished', {
    vi: 'Còn tệp chưa tải lên xong. Đợi tải xong hoặc xóa tệp đó.',
    en: 'An upload is not finished. Wait for it, or remove the file.',
  })
}

function notComplete({ problems }: Prepared): Problem {
  const detail: Words = {
    vi: 'Hồ sơ chưa đủ thông tin; xem các mục trong "errors".',
    en: 'The case is not complete; see the entries in "errors".',
  }
  return new Problem(422, 'public-services.case-incomplete', detail, { errors: problems })
}
