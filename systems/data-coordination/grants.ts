import type { Transaction } from 'kysely'
import { addDays, civilDateOf, startOf } from '#kernel/civil-date'
import { digestOf } from '#kernel/digest'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { By, Step } from './changes.ts'
import { dueOn } from './domain/correction.ts'
import {
  type AccessRequest,
  afterRequestMove,
  faultOfTerms,
  isWithin,
  type RefusalReason,
  type RequestMove,
  refusalReasons,
  type Terms,
} from './domain/request.ts'
import { type Members, mayFor } from './members.ts'
import type { Needs } from './needs.ts'
import { malformed, notYours, unknown, wrongState } from './problems.ts'
import { insertGrant, listGrants, markGrantRevoked } from './storage/grants.ts'
import { insertRequest, listRequests, lockRequest, updateRequest } from './storage/requests.ts'
import type { Schema } from './storage/schema.ts'
import { findService, type ServiceOwned } from './storage/services.ts'

type Own = Transaction<Schema>
type Parts = Pick<Needs, 'kernel' | 'db' | 'changes' | 'blockchain'> & { members: Members }

export type Grants = ReturnType<typeof openGrants>

/** Who may use what, for what: asked by the client's steward, decided by the owner's. */
export function openGrants({ kernel, db, changes, members, blockchain }: Parts) {
  const { clock, events } = kernel

  /** Makes a move with a request, on one of its two sides. */
  function move(
    by: By,
    id: Id<'request'>,
    kind: RequestMove,
    side: 'client' | 'owner',
    change: (tx: Own, it: AccessRequest, service: ServiceOwned) => Promise<Partial<AccessRequest>>,
  ): Promise<void> {
    return db.transaction().execute(async (tx) => {
      const it = await lockRequest(tx, id)
      const [seen] = it ? await listRequests(tx, { id, organisations: 'all' }, 1) : []
      const service = it && (await findService(tx, { id: it.serviceId }))
      if (!it || !seen || !service) throw unknown('request')
      const organisationId = side === 'client' ? seen.clientOrganisation : seen.ownerOrganisation
      if (!mayFor(by, { organisationId })) throw notYours()
      const state = afterRequestMove(it.state, kind)
      if (!state) throw wrongState(it.state)
      await updateRequest(tx, { ...it, state, ...(await change(tx, it, service)) })
      const step = { ...steps[kind], subject: `${seen.client.code} → ${service.code}` }
      if (kind === 'approve') await changes.make(tx, by, step)
      else await changes.note(tx, by, step)
    })
  }

  const decided = (by: By) => ({ decidedAt: clock.now(), decidedBy: by.name })

  return {
    /** Asks for access in the name of a subsystem. */
    async ask(
      by: By,
      it: Terms & { clientId: Id<'subsystem'>; serviceId: Id<'service'> },
    ): Promise<Id<'request'>> {
      const client = await members.subsystem(by, it.clientId)
      const service = await findService(db, { id: it.serviceId })
      if (!service) throw unknown('service')
      if (service.state !== 'active') throw wrongState(service.state)
      const askedAt = clock.now()
      const fault = faultOfTerms(it, service, askedAt)
      if (fault) throw malformed(fault)
      const id = newId('request', askedAt)
      const dueAt = startOf(addDays(dueOn(civilDateOf(askedAt)), 1))
      await db.transaction().execute(async (tx) => {
        const made = { ...undecided, ...it, id, state: 'open', askedAt, askedBy: by.name, dueAt }
        if (!(await insertRequest(tx, made as AccessRequest))) throw askedAlready()
        await changes.note(tx, by, {
          kind: 'request-filed',
          subject: `${client.code} → ${service.code}`,
          words: { vi: 'Gửi yêu cầu truy cập', en: 'Asked for access' },
        })
        await events.publish(tx, 'data-coordination.request-filed', { requestId: id })
      })
      return id
    },

    /** Gives what was asked, or less of it. It takes effect with the next configuration. */
    async approve(by: By, id: Id<'request'>, narrower: Partial<Terms> = {}): Promise<Id<'grant'>> {
      const now = clock.now()
      const grantId = newId('grant', now)
      await move(by, id, 'approve', 'owner', async (tx, it, service) => {
        if (service.state === 'withdrawn') throw wrongState(service.state)
        const terms = { ...it, ...narrower }
        const fault = faultOfTerms(terms, service, now)
        if (fault) throw malformed(fault)
        if (!isWithin(terms, it)) throw moreThanAsked()
        const { clientId, serviceId, purposes, endpoints, fields, until: expiresAt } = terms
        const { requestsPerMinute, requestsPerDay } = terms
        const given = {
          id: grantId,
          requestId: id,
          clientId,
          serviceId,
          purposes,
          endpoints,
          fields,
          requestsPerMinute,
          requestsPerDay,
          validFrom: now,
          expiresAt,
        }
        await insertGrant(tx, { ...given, revokedAt: null, revokedWhy: null })
        await blockchain.anchor(tx, 'grants', [{ id: grantId, digest: digestOf(given) }])
        await events.publish(tx, 'data-coordination.grant-given', { grantId, requestId: id })
        return decided(by)
      })
      return grantId
    },

    async refuse(
      by: By,
      id: Id<'request'>,
      reason: { code: RefusalReason; note: string },
    ): Promise<void> {
      await move(by, id, 'refuse', 'owner', async (tx) => {
        await events.publish(tx, 'data-coordination.request-refused', { requestId: id })
        return { ...decided(by), reason }
      })
    },

    async askBack(by: By, id: Id<'request'>, question: string): Promise<void> {
      await move(by, id, 'ask-back', 'owner', async (tx) => {
        await events.publish(tx, 'data-coordination.request-asked-back', { requestId: id })
        return { question, answer: null }
      })
    },

    /** The owner's time begins anew. */
    async answer(by: By, id: Id<'request'>, answer: string): Promise<void> {
      const dueAt = startOf(addDays(dueOn(civilDateOf(clock.now())), 1))
      await move(by, id, 'answer', 'client', async () => ({ answer, dueAt }))
    },

    async withdraw(by: By, id: Id<'request'>): Promise<void> {
      await move(by, id, 'withdraw', 'client', async () => ({}))
    },

    /** Ends a grant; the client may give up its own, too. */
    async revoke(by: By, id: Id<'grant'>, why: string): Promise<void> {
      const [found] = await listGrants(db, { id, organisations: by.organisations }, 1)
      if (!found) throw unknown('grant')
      const now = clock.now()
      await db.transaction().execute(async (tx) => {
        if (!(await markGrantRevoked(tx, id, now, why))) throw wrongState('revoked')
        await changes.make(tx, by, {
          kind: 'grant-revoked',
          subject: `${found.client.code} → ${found.service.code}`,
          words: { vi: `Thu hồi quyền truy cập: ${why}`, en: `Revoked a grant: ${why}` },
        })
        const revocation = { grantId: id, revokedAt: now, why }
        const record = { id: newId('revocation', now), digest: digestOf(revocation) }
        await blockchain.anchor(tx, 'grants', [record])
        await events.publish(tx, 'data-coordination.grant-revoked', { grantId: id })
      })
    },
  }
}

const undecided = {
  decidedAt: null,
  decidedBy: null,
  reason: null,
  question: null,
  answer: null,
} as const

const steps: Record<RequestMove, Omit<Step, 'subject'>> = {
  approve: {
    kind: 'grant-given',
    words: { vi: 'Cấp quyền truy cập', en: 'Gave access' },
  },
  refuse: {
    kind: 'request-refused',
    words: { vi: 'Từ chối yêu cầu truy cập', en: 'Refused access' },
  },
  'ask-back': {
    kind: 'request-asked-back',
    words: { vi: 'Hỏi lại bên yêu cầu', en: 'Asked the client back' },
  },
  answer: {
    kind: 'request-answered',
    words: { vi: 'Trả lời câu hỏi', en: 'Answered the question' },
  },
  withdraw: {
    kind: 'request-withdrawn',
    words: { vi: 'Rút yêu cầu truy cập', en: 'Withdrew the request' },
  },
}

/** Why a request was refused, in words. */
export function reasonView(reason: AccessRequest['reason']) {
  return reason && { ...reason, words: refusalReasons[reason.code] }
}

function askedAlready(): Problem {
  return new Problem(409, 'data-coordination.request-open', {
    vi: 'Đã có một yêu cầu đang chờ cho dịch vụ này; hãy chờ kết quả hoặc rút yêu cầu đó.',
    en: 'A request for this service is waiting already; await its outcome or withdraw it.',
  })
}

function moreThanAsked(): Problem {
  return new Problem(422, 'data-coordination.more-than-asked', {
    vi: 'Chỉ có thể cấp bằng hoặc ít hơn những gì được yêu cầu.',
    en: 'Only what was asked for, or less of it, can be given.',
  })
}
