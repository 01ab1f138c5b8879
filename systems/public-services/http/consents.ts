import { digestOf } from '#kernel/digest'
import type { Routes } from '#kernel/system'
import { CaseParams, ConsentAnswer, ConsentList, SigningOptions } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findCase } from '../storage/cases.ts'
import { listConsents } from '../storage/consents.ts'
import { applicantOf } from './cases.ts'

/** /consents — someone is asked to confirm in another's case, such as a father. */
export function consentRoutes({ db, services, casework, identity }: Needs): Routes {
  const access = { person: { level: 2 as const }, purpose: 'public-services.case' }
  return async (app) => {
    app.get(
      '/consents',
      {
        config: { access },
        schema: {
          operationId: 'consentAskedList',
          summary: 'What I am asked to confirm',
          response: { 200: ConsentList },
        },
      },
      async (request) => {
        const asked = applicantOf(request)
        const items = []
        for (const consent of await listConsents(db, asked.personId)) {
          const it = await findCase(db, consent.caseId)
          if (it?.state !== 'awaiting-consent') continue
          const ready = await services.prepare(it, asked.actor)
          items.push({
            caseId: it.id,
            title: ready.entry.title,
            role: consent.role,
            applicant: ready.applicant.fullName,
            askedAt: consent.askedAt.toISOString(),
            lines: [...ready.lines],
          })
        }
        return { items }
      },
    )

    app.post(
      '/consents/:id/signing',
      {
        config: { access },
        schema: {
          operationId: 'consentSigning',
          summary: 'What I sign when I confirm, with the challenge for my passkey',
          params: CaseParams,
          response: { 200: SigningOptions },
        },
      },
      async (request) => {
        const asked = applicantOf(request)
        const { it, ready } = await casework.awaiting(request.params.id, asked)
        const shown = casework.consentShown(it, ready)
        const confirmation = await identity.beginConfirmation({
          accountId: asked.accountId,
          digest: digestOf(shown),
        })
        return { shown, confirmation }
      },
    )

    app.post(
      '/consents/:id',
      {
        config: { access },
        schema: {
          operationId: 'consentAnswer',
          summary: 'Confirm with a passkey, or decline',
          params: CaseParams,
          body: ConsentAnswer,
        },
      },
      async (request, reply) => {
        const asked = applicantOf(request)
        const { it, ready } = await casework.awaiting(request.params.id, asked)
        const { body } = request
        if (body.answer === 'decline') await casework.declineConsent(it, ready, asked)
        else {
          const digest = digestOf(casework.consentShown(it, ready))
          await casework.giveConsent(it, ready, asked, digest, body.signed)
        }
        return reply.code(204).send()
      },
    )
  }
}
