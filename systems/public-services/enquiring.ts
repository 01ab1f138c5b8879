import type { Kysely, Transaction } from 'kysely'
import { sha256 } from '#kernel/digest'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { Population } from '#population'
import { enquiries, questionPath, recordsOf, secondsToNextTry } from './domain/enquiry.ts'
import type { EnquiryNeeded } from './domain/procedure.ts'
import { type Case, findCase } from './storage/cases.ts'
import {
  dueEnquiries,
  type Enquiry,
  findEnquiry,
  insertEnquiry,
  listEnquiries,
  updateEnquiry,
} from './storage/enquiries.ts'
import type { Schema } from './storage/schema.ts'

export type AgencyQuestion = {
  /** Of the exchange: `VN/GOV/MOJ/civil-status/marriages`. */
  readonly service: string
  /** Below the service, with the query. */
  readonly path: string
  /** As the grant names it: the code of the procedure. */
  readonly purpose: string
  readonly caseId: Id<'case'>
}

/** What came of a question: an answer with the exchange that brought it, or why there is none. */
export type AgencyAnswer =
  | { readonly outcome: 'received'; readonly xRoadId: string; readonly body: Uint8Array }
  | { readonly outcome: 'unavailable'; readonly reason: Words }

/** Asks another agency through this room's gateway (`asking.ts`). */
export type AskAgency = (question: AgencyQuestion, signal: AbortSignal) => Promise<AgencyAnswer>

/** A question with its answer unsealed. */
export type Answered = Enquiry & { readonly answer: unknown }

const selfScheduled = 4
const sweepAtOnce = 200

type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  population: Population
  askAgency: AskAgency | undefined
}

/** What cases ask other agencies: asked as jobs, asked again until there is an answer. */
export function openEnquiring({ kernel, db, population, askAgency }: Needs) {
  const { clock, secrets, jobs, events } = kernel
  const purposeOf = (id: Id<'enquiry'>) => `enquiry:${id}`
  const after = (seconds: number) => new Date(clock.now().getTime() + seconds * 1_000)

  /** A try that waits for its time does not keep one back that is to be made now. */
  const schedule = (tx: Transaction<Schema>, enquiryId: Id<'enquiry'>, runAt?: Date) =>
    jobs.ask(
      tx,
      'public-services.ask-agency',
      { enquiryId },
      runAt ? { key: `${enquiryId}:later`, runAt } : { key: enquiryId },
    )

  async function answer(it: Enquiry, purpose: string, signal: AbortSignal): Promise<AgencyAnswer> {
    const person = await population.person(it.subjectId)
    if (!person || !askAgency) return { outcome: 'unavailable', reason: notAsked }
    const { service } = enquiries[it.kind]
    const path = questionPath(person.number)
    const came = await askAgency({ service, path, purpose, caseId: it.caseId }, signal)
    if (came.outcome === 'unavailable' || recordsOf(read(came.body))) return came
    return { outcome: 'unavailable', reason: notUnderstood }
  }

  function received(it: Enquiry, xRoadId: string, body: Uint8Array): Enquiry {
    const now = clock.now()
    return {
      ...it,
      state: 'received',
      tries: it.tries + 1,
      reason: null,
      lastTryAt: now,
      nextTryAt: null,
      receivedAt: now,
      xRoadId,
      sealed: secrets.seal(purposeOf(it.id), body),
      sha256: sha256(body),
    }
  }

  function missed(it: Enquiry, reason: Words): Enquiry {
    const tries = it.tries + 1
    const nextTryAt = after(secondsToNextTry(tries))
    return { ...it, state: 'unavailable', tries, reason, lastTryAt: clock.now(), nextTryAt }
  }

  return {
    /** Asks what a submitted case needs and has not asked before. */
    async ask(tx: Transaction<Schema>, it: Case, needed: readonly EnquiryNeeded[]): Promise<void> {
      if (!askAgency) return
      const now = clock.now()
      for (const { kind, subject } of needed) {
        const id = newId('enquiry', now)
        const subjectId = subject.personId as Id<'person'>
        const isNew = await insertEnquiry(tx, {
          ...blank,
          id,
          caseId: it.id,
          kind,
          subjectId,
          askedAt: now,
          nextTryAt: now,
        })
        if (isNew) await schedule(tx, id)
      }
    },

    async ofCase(id: Id<'case'>): Promise<Answered[]> {
      return (await listEnquiries(db, id)).map((it) => ({
        ...it,
        answer: it.sealed && read(secrets.unseal(purposeOf(it.id), it.sealed)),
      }))
    },

    /** Asks now whatever has no answer yet. */
    async askAgain(id: Id<'case'>): Promise<void> {
      await db.transaction().execute(async (tx) => {
        for (const it of await listEnquiries(tx, id)) {
          if (it.state !== 'received') await schedule(tx, it.id)
        }
      })
    },

    /** Asks again what was put off until now. */
    async askDue(): Promise<void> {
      const due = await dueEnquiries(db, clock.now(), sweepAtOnce)
      if (due.length === 0) return
      await db.transaction().execute(async (tx) => {
        for (const id of due) await schedule(tx, id)
      })
    },

    /** One try. An answer is kept sealed, with the exchange that brought it; else it waits. */
    async attempt(id: Id<'enquiry'>, signal: AbortSignal): Promise<void> {
      const it = await findEnquiry(db, id)
      const of = it && (await findCase(db, it.caseId))
      if (!it || it.state === 'received' || !of || !asking.has(of.state)) return
      const came = await answer(it, of.procedure, signal)
      await db.transaction().execute(async (tx) => {
        const held = await findEnquiry(tx, id, 'for update')
        if (!held || held.state === 'received') return
        const next =
          came.outcome === 'received'
            ? received(held, came.xRoadId, came.body)
            : missed(held, came.reason)
        await updateEnquiry(tx, next)
        if (next.state === 'received') {
          const { caseId, kind } = next
          await events.publish(tx, 'public-services.enquiry-received', { caseId, kind })
        } else if (next.nextTryAt && next.tries <= selfScheduled) {
          await schedule(tx, id, next.nextTryAt)
        }
      })
    },
  }
}

export type Enquiring = ReturnType<typeof openEnquiring>

/** Cases for which an answer still matters. */
const asking: ReadonlySet<string> = new Set(['submitted', 'in-review', 'returned'])

const blank = {
  state: 'asked',
  tries: 0,
  reason: null,
  lastTryAt: null,
  receivedAt: null,
  xRoadId: null,
  sealed: null,
  sha256: null,
} as const

function read(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}

const notAsked: Words = {
  vi: 'Không hỏi được vì dữ liệu của người này không còn trong cơ sở dữ liệu dân cư.',
  en: 'It could not be asked: the register no longer holds this person.',
}

const notUnderstood: Words = {
  vi: 'Cơ quan đã trả lời nhưng nội dung không đúng như đã công bố; chúng tôi sẽ hỏi lại.',
  en: 'The agency answered, but not as it promised to; it will be asked again.',
}

/** An answer that the law makes the official wait for. */
export function enquiryOpen(title: Words): Problem {
  return new Problem(409, 'public-services.enquiry-open', {
    vi: `Chưa nhận được: ${title.vi}. Pháp luật yêu cầu có dữ liệu này; hồ sơ chờ và tự hỏi lại.`,
    en: `Not received yet: ${title.en}. The law asks for it; the case waits and asks again.`,
  })
}

/** An answer without which the official may decide, and says why. */
export function reasonWithout(title: Words): Problem {
  return new Problem(422, 'public-services.enquiry-reason-needed', {
    vi: `Chưa nhận được: ${title.vi}. Có thể chờ, hoặc duyệt kèm lý do (ít nhất 5 ký tự).`,
    en: `Not received yet: ${title.en}. Wait, or grant with a reason (at least 5 characters).`,
  })
}
