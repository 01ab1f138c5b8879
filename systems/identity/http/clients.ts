import { pageSize } from '#kernel/contract'
import { sha256 } from '#kernel/digest'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { clientUnknown } from '../clients.ts'
import {
  ClientAdd,
  ClientAdded,
  ClientList,
  ClientParams,
  ClientView,
  ConsentList,
  ConsentParams,
} from '../contract.ts'
import { scopes } from '../domain/claim.ts'
import type { Needs } from '../needs.ts'
import { sessionOf } from '../sessions.ts'
import { type Client, disableClient, listClients } from '../storage/clients.ts'
import { listConsents, withdrawConsents } from '../storage/consents.ts'
import { deleteByGrant } from '../storage/oidc-entities.ts'
import { scopeView } from './interactions.ts'

/** /clients — an operator registers relying parties and programs. */
export function clientRoutes({ kernel, db, clients }: Needs): Routes {
  const { clock } = kernel
  const read = { official: ['operator'], purpose: 'identity.administration' } as const
  const change = { ...read, freshMinutes: 60 } as const

  return async (app) => {
    app.get(
      '/clients',
      {
        config: { access: read },
        schema: {
          operationId: 'clientList',
          summary: 'Relying parties and programs',
          response: { 200: ClientList },
        },
      },
      async () => ({ items: (await listClients(db, 1_000)).map(clientView) }),
    )

    app.post(
      '/clients',
      {
        config: { access: change },
        schema: {
          operationId: 'clientAdd',
          summary: 'Register a relying party or program; its secret is told in this answer only',
          body: ClientAdd,
          response: { 201: ClientAdded },
        },
      },
      async (request, reply) => {
        const { client, secret } = await clients.add(request.body)
        void reply.header('cache-control', 'no-store')
        return reply.code(201).send({ client: clientView(client), secret })
      },
    )

    app.post(
      '/clients/:id/disable',
      {
        config: { access: change },
        schema: {
          operationId: 'clientDisable',
          summary: 'Disable a client: it can neither ask nor use what it holds',
          params: ClientParams,
          response: { 200: ClientView },
        },
      },
      async (request) => {
        const client = await disableClient(db, request.params.id, clock.now())
        if (!client) throw clientUnknown()
        clients.forget()
        return clientView(client)
      },
    )
  }
}

/** /consents — what I let others know, and taking it back. */
export function consentRoutes({ kernel, db, clients, sessions }: Needs): Routes {
  const { clock, audit } = kernel
  const access = { person: { level: 1 }, purpose: 'identity.account' } as const

  return async (app) => {
    app.get(
      '/consents',
      {
        config: { access },
        schema: {
          operationId: 'consentList',
          summary: 'Whom I let know what, now and before',
          response: { 200: ConsentList },
        },
      },
      async (request) => {
        const { accountId } = await sessionOf(sessions, request)
        const all = await listConsents(db, accountId, pageSize.max)
        const items = all.map(async (it) => {
          const client = await clients.find(it.clientId)
          const name = client?.name ?? { vi: it.clientId, en: it.clientId }
          const single = Object.entries(scopes).flatMap(([scope, { claims }]) =>
            claims.some((claim) => it.claims.includes(claim)) ? scope : [],
          )
          const told = [...new Set([...it.scopes, ...single])]
          return {
            id: it.id,
            client: { id: it.clientId, name },
            scopes: told.map(scopeView),
            givenAt: it.givenAt.toISOString(),
            withdrawnAt: it.withdrawnAt?.toISOString() ?? null,
          }
        })
        return { items: await Promise.all(items) }
      },
    )

    app.delete(
      '/consents/:id',
      {
        config: { access },
        schema: {
          operationId: 'consentWithdraw',
          summary: 'Take a consent back: tokens that rest on it end',
          params: ConsentParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { accountId, personId } = await sessionOf(sessions, request)
        await db.transaction().execute(async (tx) => {
          const [ended] = await withdrawConsents(tx, accountId, clock.now(), request.params.id)
          if (!ended) throw consentUnknown()
          await deleteByGrant(tx, ended.grantId, sha256(ended.grantId))
          await audit.record(tx, request.actor, [
            {
              room: 'identity',
              operation: 'consentWithdraw',
              subjectId: personId,
              fields: ['consent'],
              outcome: 'changed',
            },
          ])
        })
        return reply.code(204).send(null)
      },
    )
  }
}

function clientView(it: Client): ClientView {
  return {
    id: it.id,
    name: it.name,
    kind: it.kind,
    redirectUris: [...it.redirectUris],
    scopes: [...it.scopes],
    createdAt: it.createdAt.toISOString(),
    disabledAt: it.disabledAt?.toISOString() ?? null,
  }
}

function consentUnknown(): Problem {
  return new Problem(404, 'identity.consent-unknown', {
    vi: 'Không có sự đồng ý này, hoặc đã được rút lại.',
    en: 'There is no such consent, or it was withdrawn.',
  })
}
