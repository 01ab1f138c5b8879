import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  PresentationAnswer,
  PresentationAsk,
  PresentationAsked,
  PresentationDone,
  PresentationList,
  PresentationParams,
  PresentationView,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { listPresentations, type Presentation } from '../storage/presentations.ts'
import { callerOf } from './caller.ts'

/** /presentations — the verifier's side of OpenID4VP 1.0: ask, and see the outcome. */
export function presentationRoutes({ kernel, db, documents, presentations }: Needs): Routes {
  const access = { person: { level: 2 as const }, purpose: 'did.verification' }

  const view = (it: Presentation): PresentationView => {
    const ended = it.state === 'waiting' && it.expiresAt <= kernel.clock.now()
    return {
      id: it.id,
      state: ended ? 'expired' : it.state,
      title: documents.type(it.type).title,
      purpose: it.purpose,
      createdAt: it.createdAt.toISOString(),
      expiresAt: it.expiresAt.toISOString(),
      result: it.result as PresentationView['result'],
    }
  }

  return async (app) => {
    app.post(
      '/presentations',
      {
        config: { access },
        schema: {
          operationId: 'presentationAsk',
          summary: 'Ask a holder to show claims of a document, for a stated purpose',
          body: PresentationAsk,
          response: { 201: PresentationAsked },
        },
      },
      async (request, reply) => {
        const { accountId, name } = callerOf(request)
        const it = await presentations.ask({ ...request.body, accountId, verifierName: name })
        const links = await presentations.links(it.id)
        return reply.code(201).send({ id: it.id, ...links, expiresAt: it.expiresAt.toISOString() })
      },
    )

    app.get(
      '/presentations',
      {
        config: { access },
        schema: {
          operationId: 'presentationList',
          summary: 'What I asked to be shown today',
          response: { 200: PresentationList },
        },
      },
      async (request) => {
        const all = await listPresentations(db, callerOf(request).accountId, pageSize.default)
        return { items: all.map(view) }
      },
    )

    app.get(
      '/presentations/:id',
      {
        config: { access },
        schema: {
          operationId: 'presentationGet',
          summary: 'What became of my request: what was shown, and whether it holds',
          params: PresentationParams,
          response: { 200: PresentationView },
        },
      },
      async (request) =>
        view(await presentations.outcome(request.params.id, callerOf(request).accountId)),
    )
  }
}

/** The wallet's side: anyone who has the address reads the request and answers it. */
export function walletRoutes({ presentations }: Needs): Routes {
  const wallets = { access: { anyone: true, limitPerMinute: 120 } as const, crossSite: true }

  return async (app) => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )

    app.get(
      '/presentations/:id/request',
      {
        config: wallets,
        schema: {
          operationId: 'presentationRequest',
          summary: 'The signed request for wallets (oauth-authz-req+jwt)',
          params: PresentationParams,
        },
      },
      async (request, reply) =>
        reply
          .type('application/oauth-authz-req+jwt')
          .send(await presentations.requestObject(request.params.id)),
    )

    app.post(
      '/presentations/:id/answer',
      {
        config: wallets,
        bodyLimit: 128 * 1024,
        schema: {
          operationId: 'presentationAnswer',
          summary: 'A wallet answers (direct_post.jwt, form-encoded)',
          consumes: ['application/x-www-form-urlencoded'],
          params: PresentationParams,
          body: PresentationAnswer,
          response: { 200: PresentationDone },
        },
      },
      async (request) => {
        await presentations.answer(request.params.id, request.body.response)
        return {}
      },
    )
  }
}
