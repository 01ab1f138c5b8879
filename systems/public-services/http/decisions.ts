import { digestOf } from '#kernel/digest'
import type { Routes } from '#kernel/system'
import {
  CaseParams,
  CaseReturn,
  CaseView,
  Decision,
  DecisionDraft,
  SigningOptions,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { caseViewer } from './cases.ts'
import { officialOf, roles } from './queue.ts'

/** What an official does with a case: send it back, or decide and sign. */
export function decisionRoutes(needs: Needs): Routes {
  const { services, deciding, identity } = needs
  const access = { official: roles, purpose: 'public-services.decision' }
  const draw = caseViewer(needs)

  return async (app) => {
    app.post(
      '/queue/:id/return',
      {
        config: { access },
        schema: {
          operationId: 'caseReturn',
          summary: 'Send a case back with structured reasons',
          params: CaseParams,
          body: CaseReturn,
          response: { 200: CaseView },
        },
      },
      async (request) =>
        draw(await deciding.giveBack(request.params.id, request.body.reasons, officialOf(request))),
    )

    app.post(
      '/queue/:id/signing',
      {
        config: { access },
        schema: {
          operationId: 'decisionSigning',
          summary: 'What I sign when I decide so, with the challenge for my passkey',
          params: CaseParams,
          body: DecisionDraft,
          response: { 200: SigningOptions },
        },
      },
      async (request) => {
        const official = officialOf(request)
        const it = await deciding.onDesk(request.params.id, official)
        const ready = await services.prepare(it, official.actor)
        const shown = deciding.shown(it, ready, request.body, official)
        const confirmation = await identity.beginConfirmation({
          accountId: official.accountId,
          digest: digestOf(shown),
        })
        return { shown, confirmation }
      },
    )

    app.post(
      '/queue/:id/decision',
      {
        config: { access },
        schema: {
          operationId: 'caseDecide',
          summary: 'Decide and sign in one action',
          params: CaseParams,
          body: Decision,
          response: { 200: CaseView },
        },
      },
      async (request) => {
        const { signed, ...intent } = request.body
        return draw(await deciding.decide(request.params.id, intent, signed, officialOf(request)))
      },
    )
  }
}
