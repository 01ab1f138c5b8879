import type { FastifyRequest } from 'fastify'
import { officeFor } from '#kernel/access'
import { addDays, civilDateOf, startOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import type { Words } from '#kernel/words'
import { maskNumber } from '#population'
import {
  CaseParams,
  type CaseView,
  CaseView as CaseViewSchema,
  Queue,
  type QueueItem,
  QueueQuery,
  ReviewView,
} from '../contract.ts'
import type { Official } from '../deciding.ts'
import { stateWords } from '../domain/case.ts'
import { refuseReasons, returnReasons } from '../domain/reason.ts'
import { workingDaysLeft } from '../domain/working-day.ts'
import type { Needs } from '../needs.ts'
import { type Case, listSteps } from '../storage/cases.ts'
import { listEvidence } from '../storage/evidence.ts'
import { countQueue, type Desk, listQueue } from '../storage/queues.ts'
import { enquiryView, evidenceView, stepView } from '../view.ts'
import { caseViewer } from './cases.ts'

export const roles = ['commune-police', 'civil-registrar'] as const

/** /queue — officials see the cases on their desk, take one and look at it. */
export function queueRoutes(needs: Needs): Routes {
  const { kernel, db, services, deciding, enquiring, population, documents } = needs
  const { clock, audit } = kernel
  const access = { official: roles, purpose: 'public-services.decision' }
  const draw = caseViewer(needs)

  const deskOf = ({ office }: Official): Desk => ({
    communes: office.unitCode === null ? null : [office.unitCode],
    procedures: services.entries.filter((it) => it.role === office.role).map((it) => it.code),
  })

  async function itemOf(it: Case, official: Official): Promise<QueueItem> {
    const applicant = await population.person(it.applicantId)
    const { surname, middle, given } = applicant?.name ?? { surname: '', middle: '', given: '' }
    return {
      id: it.id,
      dossierNumber: it.dossierNumber ?? '',
      procedure: it.procedure,
      title: services.entry(it.procedure).title,
      applicant: [surname, middle, given].filter(Boolean).join(' '),
      state: it.state,
      stateWords: stateWords[it.state],
      submittedAt: (it.submittedAt ?? it.createdAt).toISOString(),
      dueAt: (it.dueAt ?? it.createdAt).toISOString(),
      workingDaysLeft: it.dueAt ? workingDaysLeft(clock.now(), it.dueAt) : 0,
      takenBy: it.takenBy === null ? null : it.takenBy === official.accountId ? 'me' : 'another',
    }
  }

  async function reviewOf(it: Case, official: Official): Promise<ReviewView> {
    const ready = await services.prepare(it, official.actor)
    await audit.settle(
      official.actor,
      ready.subjects.map((subjectId) => ({
        room: 'public-services',
        operation: 'caseReview',
        subjectId,
        fields: [
          'fullName',
          'birthOn',
          'permanentResidence',
          'currentResidence',
          'household',
          ...ready.enquiries.flatMap((it) =>
            it.subjectId === subjectId && it.state === 'received' ? [it.kind] : [],
          ),
        ],
        outcome: 'read',
      })),
    )
    const { fullName, birthOn, number } = ready.applicant
    const isSilent = ready.enquiries.some((enquiry) => enquiry.state === 'unavailable')
    return {
      case: await draw(it),
      takenByMe: it.takenBy === official.accountId,
      applicant: { fullName, birthOn, maskedNumber: maskNumber(number) },
      lines: [...ready.lines],
      checks: ready.checks.map((check) => ({ ...check })),
      evidence: (await listEvidence(db, it.id)).map(evidenceView),
      enquiries: ready.enquiries.map(enquiryView),
      steps: (await listSteps(db, it.id)).map(stepView),
      documentIds: [...(await documents.ofCase(it.id))],
      returnReasons: optionsOf(returnReasons(isSilent)),
      refuseReasons: optionsOf(refuseReasons),
    }
  }

  return async (app) => {
    app.get(
      '/queue',
      {
        config: { access },
        schema: {
          operationId: 'queueList',
          summary: 'The cases on my desk, nearest deadline first',
          querystring: QueueQuery,
          response: { 200: Queue },
        },
      },
      async (request) => {
        const official = officialOf(request)
        const { state = 'submitted', procedure, after } = request.query
        const desk = deskOf(official)
        const filter = { state, procedure, after, limit: pageSize.default }
        const cases = await listQueue(db, desk, filter)
        await audit.settle(
          official.actor,
          cases.map(({ applicantId }) => ({
            room: 'public-services',
            operation: 'queueList',
            subjectId: applicantId,
            fields: ['fullName'],
            outcome: 'read',
          })),
        )
        const today = civilDateOf(clock.now())
        const counts = await countQueue(
          db,
          desk,
          clock.now(),
          startOf(addDays(today, 1)),
          startOf(`${today.slice(0, 8)}01` as typeof today),
        )
        return { items: await Promise.all(cases.map((it) => itemOf(it, official))), counts }
      },
    )

    app.get(
      '/queue/:id',
      {
        config: { access },
        schema: {
          operationId: 'reviewGet',
          summary: 'A case with everything that a decision rests on',
          params: CaseParams,
          response: { 200: ReviewView },
        },
      },
      async (request) => {
        const official = officialOf(request)
        return reviewOf(await deciding.onDesk(request.params.id, official), official)
      },
    )

    app.post(
      '/queue/:id/enquiries/retry',
      {
        config: { access: { ...access, limitPerMinute: 20 } },
        schema: {
          operationId: 'enquiriesRetry',
          summary: 'Ask the agencies that have not answered again, now',
          params: CaseParams,
        },
      },
      async (request, reply) => {
        const it = await deciding.onDesk(request.params.id, officialOf(request))
        await enquiring.askAgain(it.id)
        return reply.code(204).send()
      },
    )

    for (const [verb, operationId, summary] of [
      ['take', 'caseTake', 'Take a case, so that nobody else works on it'],
      ['release', 'caseRelease', 'Put a case back into the queue'],
    ] as const) {
      app.post(
        `/queue/:id/${verb}`,
        {
          config: { access },
          schema: { operationId, summary, params: CaseParams, response: { 200: CaseViewSchema } },
        },
        async (request): Promise<CaseView> =>
          draw(await deciding[verb](request.params.id, officialOf(request))),
      )
    }
  }
}

function optionsOf(reasons: Record<string, Words>): ReviewView['returnReasons'] {
  return Object.entries(reasons).map(([value, words]) => ({ value, words }))
}

/** The official who is calling, with the office that lets them in. */
export function officialOf(request: FastifyRequest): Official {
  const { principal, actor } = request
  const office = officeFor(roles, principal)
  if (principal.kind !== 'person' || !office) throw new Error('The route lets in officials only.')
  const { accountId, personId } = principal
  return {
    accountId: accountId as Id<'account'>,
    personId: personId as Id<'person'>,
    office,
    actor,
  }
}
