import type { FastifyRequest } from 'fastify'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import type { Applicant } from '../casework.ts'
import {
  CaseAnswers,
  CaseFormView,
  CaseList,
  CaseOpen,
  CaseParams,
  type CaseView,
  CaseView as CaseViewSchema,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { type Case, listCases, listSteps } from '../storage/cases.ts'
import { findConsent } from '../storage/consents.ts'
import { listEvidence } from '../storage/evidence.ts'
import { caseView, enquiryView, evidenceView, groupView, stepView } from '../view.ts'

/** /cases — a person opens a case, completes it, and follows it. */
export function caseRoutes(needs: Needs): Routes {
  const { db, services, casework } = needs
  const access = { person: { level: 2 as const }, purpose: 'public-services.case' }
  const view = caseViewer(needs)

  async function formOf(it: Case, applicant: Applicant): Promise<CaseFormView> {
    const ready = await services.prepare(it, applicant.actor)
    return {
      case: await view(it),
      groups: ready.groups.map(groupView),
      answers: ready.answers as CaseFormView['answers'],
      problems: [...ready.problems],
      evidence: (await listEvidence(db, it.id)).map(evidenceView),
      enquiries: ready.enquiries.map(enquiryView),
      steps: (await listSteps(db, it.id)).map(stepView),
    }
  }

  return async (app) => {
    app.get(
      '/cases',
      {
        config: { access },
        schema: {
          operationId: 'caseList',
          summary: 'My cases, newest first',
          response: { 200: CaseList },
        },
      },
      async (request) => {
        const cases = await listCases(db, applicantOf(request).personId, pageSize.max)
        return { items: await Promise.all(cases.map(view)) }
      },
    )

    app.post(
      '/cases',
      {
        config: { access },
        schema: {
          operationId: 'caseOpen',
          summary: 'Begin a case, or go on with the draft begun before',
          body: CaseOpen,
          response: { 201: CaseViewSchema },
        },
      },
      async (request, reply) => {
        const it = await casework.open(request.body.procedure, applicantOf(request))
        return reply.code(201).send(await view(it))
      },
    )

    app.get(
      '/cases/:id',
      {
        config: { access },
        schema: {
          operationId: 'caseGet',
          summary: 'A case with its form: what is known, what is asked, what was answered',
          params: CaseParams,
          response: { 200: CaseFormView },
        },
      },
      async (request) => {
        const applicant = applicantOf(request)
        return formOf(await casework.own(request.params.id, applicant), applicant)
      },
    )

    app.put(
      '/cases/:id/answers',
      {
        config: { access },
        schema: {
          operationId: 'caseSave',
          summary: 'Keep answers as they are typed; the form says what is still missing',
          params: CaseParams,
          body: CaseAnswers,
          response: { 200: CaseFormView },
        },
      },
      async (request) => {
        const applicant = applicantOf(request)
        const saved = await casework.save(request.params.id, request.body.answers, applicant)
        return formOf(saved, applicant)
      },
    )
  }
}

/** The moves that an applicant makes. */
export function caseMoveRoutes(needs: Needs): Routes {
  const { casework } = needs
  const access = { person: { level: 2 as const }, purpose: 'public-services.case' }
  const view = caseViewer(needs)

  return async (app) => {
    app.post(
      '/cases/:id/submit',
      {
        config: { access },
        schema: {
          operationId: 'caseSubmit',
          summary: 'Submit a case',
          params: CaseParams,
          response: { 200: CaseViewSchema },
        },
      },
      async (request) => view(await casework.submit(request.params.id, applicantOf(request))),
    )

    app.post(
      '/cases/:id/withdraw',
      {
        config: { access },
        schema: {
          operationId: 'caseWithdraw',
          summary: 'Withdraw a case that is not decided yet',
          params: CaseParams,
          response: { 200: CaseViewSchema },
        },
      },
      async (request) => view(await casework.withdraw(request.params.id, applicantOf(request))),
    )
  }
}

/** Draws a case as its applicant sees it, with its authority, consent and documents. */
export function caseViewer({ kernel, db, services, population, documents }: Needs) {
  return async (it: Case): Promise<CaseView> => {
    const consent = it.state === 'draft' ? undefined : await findConsent(db, it.id)
    const asked = consent && (await population.person(consent.personId))
    const issued = await documents.ofCase(it.id)
    const gazetteer = await population.gazetteer()
    return caseView(it, services.entry(it.procedure), {
      now: kernel.clock.now(),
      authority: it.commune ? (gazetteer.commune(it.commune) ?? null) : null,
      consent:
        consent && asked
          ? {
              name: [asked.name.surname, asked.name.middle, asked.name.given].join(' '),
              role: consent.role,
              state: consent.state,
            }
          : null,
      documentIds: issued,
    })
  }
}

/** The person who is calling, in their own matters. */
export function applicantOf(request: FastifyRequest): Applicant {
  const { principal, actor } = request
  if (principal.kind !== 'person') throw new Error('The route lets in persons only.')
  return {
    personId: principal.personId as Id<'person'>,
    accountId: principal.accountId as Id<'account'>,
    actor,
  }
}
