import type { Kysely, Transaction } from 'kysely'
import type { Documents } from '#documents'
import type { Identity, PasskeyAnswer } from '#identity'
import type { Actor, Office } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { digestOf } from '#kernel/digest'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { caseUnknown } from './casework.ts'
import { type Move, next } from './domain/case.ts'
import { enquiries } from './domain/enquiry.ts'
import {
  checkReasons,
  explainsGrant,
  type Reason,
  reasonWords,
  refuseReasons,
  returnReasons,
} from './domain/reason.ts'
import { enquiryOpen, reasonWithout } from './enquiring.ts'
import { notices } from './notices.ts'
import type { Prepared, Services } from './services.ts'
import { addStep, type Case, findCase, updateCase } from './storage/cases.ts'
import { insertDecision } from './storage/decisions.ts'
import { listEnquiries } from './storage/enquiries.ts'
import type { Schema } from './storage/schema.ts'

export type Official = {
  readonly accountId: Id<'account'>
  readonly personId: Id<'person'>
  readonly office: Office
  readonly actor: Actor
}

export type Intent = { readonly outcome: 'grant' | 'refuse'; readonly reasons: readonly Reason[] }

type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  services: Services
  identity: Identity
  documents: Documents
}

/** What officials do with the cases on their desk. */
export function openDeciding({ kernel, db, services, identity, documents }: Needs) {
  const { clock, events } = kernel
  const tell = notices(kernel)

  /** A case on this official's desk; others do not exist for them. */
  async function onDesk(
    on: Kysely<Schema> | Transaction<Schema>,
    id: Id<'case'>,
    { office, personId }: Official,
    lock?: 'for update',
  ): Promise<Case> {
    const it = await findCase(on, id, lock)
    if (!it?.commune || !it.submittedAt) throw caseUnknown()
    const mine = office.unitCode === null || office.unitCode === it.commune
    if (!mine || services.entry(it.procedure).role !== office.role) throw caseUnknown()
    if (it.applicantId === personId) throw ownCase()
    return it
  }

  async function move(
    tx: Transaction<Schema>,
    it: Case,
    name: Move,
    by: string,
    set: Partial<Case> = {},
    note: string | null = null,
  ): Promise<Case> {
    const now = clock.now()
    const moved = { ...it, ...set, state: next(it.state, name), changedAt: now }
    await updateCase(tx, moved)
    await addStep(tx, it.id, { move: name, at: now, by, note })
    return moved
  }

  const inHand = (it: Case, { accountId }: Official): void => {
    if (it.state === 'in-review' && it.takenBy !== accountId) throw takenByAnother()
  }

  return {
    onDesk: (id: Id<'case'>, official: Official) => onDesk(db, id, official),

    /** Takes a case off the queue, so that nobody else works on it; again changes nothing. */
    take(id: Id<'case'>, official: Official): Promise<Case> {
      return db.transaction().execute(async (tx) => {
        const it = await onDesk(tx, id, official, 'for update')
        inHand(it, official)
        if (it.state === 'in-review') return it
        return move(tx, it, 'take', official.actor.name, { takenBy: official.accountId })
      })
    },

    release(id: Id<'case'>, official: Official): Promise<Case> {
      return db.transaction().execute(async (tx) => {
        // A colleague may do this too, or the case would wait for whoever fell ill.
        const it = await onDesk(tx, id, official, 'for update')
        return move(tx, it, 'release', official.actor.name, { takenBy: null })
      })
    },

    /** Sends the case back with reasons that say what to do. */
    giveBack(id: Id<'case'>, reasons: readonly Reason[], official: Official): Promise<Case> {
      return db.transaction().execute(async (tx) => {
        const it = await onDesk(tx, id, official, 'for update')
        const asked = await listEnquiries(tx, id)
        checkReasons(returnReasons(asked.some(({ state }) => state === 'unavailable')), reasons)
        inHand(it, official)
        const entry = services.entry(it.procedure)
        const note = reasons.map(({ code }) => reasonWords(code).vi).join('; ')
        const set = { reasons, takenBy: null }
        const moved = await move(tx, it, 'return', official.actor.name, set, note)
        const shown = { outcome: 'return', dossierNumber: it.dossierNumber, reasons }
        await insertDecision(tx, {
          caseId: id,
          outcome: 'return',
          officialId: official.accountId,
          organisationId: official.office.organisationId as Id<'organisation'>,
          shown,
          digest: digestOf(shown),
          confirmationId: null,
          at: clock.now(),
        })
        await tell(tx, moved, 'returned', entry)
        return moved
      })
    },

    /**
     * What the official sees and signs: everything that the decision rests on. The passkey's
     * challenge is its digest, so that a decision can be shown to be of exactly this.
     */
    shown(it: Case, ready: Prepared, intent: Intent, official: Official): Record<string, unknown> {
      return {
        kind: 'decision',
        outcome: intent.outcome,
        reasons: intent.reasons.map((reason) => ({ ...reason, words: reasonWords(reason.code) })),
        dossierNumber: it.dossierNumber,
        procedure: ready.entry.title,
        applicant: ready.applicant.fullName,
        lines: ready.lines,
        checks: ready.checks,
        enquiries: ready.enquiries.map(({ kind, state, xRoadId, sha256 }) => ({
          kind,
          state,
          xRoadId,
          sha256: sha256?.toString('base64url') ?? null,
        })),
        authority: official.office.organisationName,
        on: civilDateOf(clock.now()),
      }
    },

    /**
     * Decides, in one transaction: the passkey's answer is checked against what was shown, the
     * case moves, a granted birth enters the register, and the documents are ordered.
     */
    async decide(
      id: Id<'case'>,
      intent: Intent,
      answer: PasskeyAnswer,
      official: Official,
    ): Promise<Case> {
      if (intent.outcome === 'refuse') checkReasons(refuseReasons, intent.reasons)
      const ready = await services.prepare(await onDesk(db, id, official), official.actor)
      if (ready.subjects.includes(official.personId)) throw ownCase()
      if (intent.outcome === 'grant') refuseToGrant(ready, intent.reasons)
      return db.transaction().execute(async (tx) => {
        const it = await onDesk(tx, id, official, 'for update')
        inHand(it, official)
        const shown = this.shown(it, ready, intent, official)
        const digest = digestOf(shown)
        const { accountId } = official
        const { id: confirmationId } = await identity.finishConfirmation(tx, {
          accountId,
          digest,
          answer,
        })
        const now = clock.now()
        const decided = await move(tx, it, intent.outcome, official.actor.name, {
          decidedAt: now,
          reasons: intent.reasons,
        })
        await insertDecision(tx, {
          caseId: id,
          outcome: intent.outcome,
          officialId: official.accountId,
          organisationId: official.office.organisationId as Id<'organisation'>,
          shown,
          digest,
          confirmationId,
          at: now,
        })
        if (intent.outcome === 'grant')
          await carryOut(tx, decided, ready, official, { id: confirmationId, digest })
        else await tell(tx, decided, 'refused', ready.entry)
        await events.publish(tx, 'public-services.case-decided', {
          caseId: id,
          outcome: intent.outcome,
        })
        return decided
      })
    },

    /** The documents are there: the case is completed and the applicant told. */
    async complete(tx: Transaction<Schema>, id: Id<'case'>): Promise<void> {
      const it = await findCase(tx, id, 'for update')
      if (it?.state !== 'granted') return
      const moved = await move(tx, it, 'complete', 'NDC')
      await tell(tx, moved, 'completed', services.entry(it.procedure))
    },

    /** A document was ended by its agency, or because the person moved: the applicant is told. */
    async revoked(tx: Transaction<Schema>, id: Id<'case'>): Promise<void> {
      const it = await findCase(tx, id)
      if (it) await tell(tx, it, 'revoked', services.entry(it.procedure))
    },
  }

  async function carryOut(
    tx: Transaction<Schema>,
    it: Case,
    ready: Prepared,
    official: Official,
    confirmation: { id: Id<'confirmation'>; digest: Buffer },
  ): Promise<void> {
    const { organisationId, organisationName } = official.office
    const today = civilDateOf(clock.now())
    const deed = { actor: official.actor, organisationName, today }
    for (const order of await ready.carryOut(tx, deed)) {
      await documents.order(
        tx,
        {
          caseId: it.id,
          type: order.type,
          holderId: order.holderId,
          keeperIds: order.keeperIds,
          claims: order.claims,
          validUntil: order.validUntil,
          organisationId: organisationId as Id<'organisation'>,
          signerId: official.accountId,
          confirmation,
        },
        official.actor,
      )
    }
  }
}

export type Deciding = ReturnType<typeof openDeciding>

function refuseToGrant(
  { checks, problems, enquiries: asked }: Prepared,
  reasons: Intent['reasons'],
) {
  for (const it of asked) {
    const { title, without } = enquiries[it.kind]
    if (it.state === 'received') continue
    if (without === 'wait') throw enquiryOpen(title)
    if (!explainsGrant(reasons)) throw reasonWithout(title)
  }

  if (problems.length === 0 && !checks.some((it) => it.verdict === 'failed')) return
  throw new Problem(409, 'public-services.check-failed', {
    vi: 'Có kiểm tra không đạt hoặc dữ liệu đã thay đổi; không thể duyệt hồ sơ như hiện tại.',
    en: 'A check has failed or the data has changed; the case cannot be granted as it stands.',
  })
}

/** Nobody decides as an official in a matter of their own. */
function ownCase(): Problem {
  return new Problem(403, 'public-services.own-case', {
    vi: 'Cán bộ không được giải quyết hồ sơ của chính mình hoặc liên quan đến mình.',
    en: 'Officials may not deal with a case of their own, or one that they are part of.',
  })
}

function takenByAnother(): Problem {
  return new Problem(409, 'public-services.taken-by-another', {
    vi: 'Cán bộ khác đang giải quyết hồ sơ này.',
    en: 'Another official is working on this case.',
  })
}
