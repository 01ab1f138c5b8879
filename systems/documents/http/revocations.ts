import type { FastifyRequest } from 'fastify'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import { DocumentParams, RevocationAsk, StandingView } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { type Document, findDocument } from '../storage/documents.ts'
import { documentUnknown, documentView } from './documents.ts'

const issuers = ['commune-police', 'civil-registrar']

/** The agency that issued a document sees how it stands, and ends it. */
export function revocationRoutes(needs: Needs): Routes {
  const { db, issuing, kernel } = needs

  /** What another agency issued does not exist for this official. */
  async function ofMyAgency({ principal, params }: FastifyRequest): Promise<Document> {
    const it = await findDocument(db, (params as { id: Id<'document'> }).id)
    const held = principal.kind === 'person' ? principal.offices : []
    const mine = held.some(
      (office) => office.organisationId === it?.organisationId && issuers.includes(office.role),
    )
    if (!it || it.state === 'ordered' || !mine) throw documentUnknown()
    return it
  }

  return async (app) => {
    app.get(
      '/documents/:id/standing',
      {
        config: { access: { official: issuers, purpose: 'documents.status' } },
        schema: {
          operationId: 'documentStanding',
          summary: 'How a document that my agency issued stands',
          params: DocumentParams,
          response: { 200: StandingView },
        },
      },
      async (request) => {
        const it = await ofMyAgency(request)
        await kernel.audit.settle(request.actor, [
          {
            room: 'documents',
            operation: 'documentStanding',
            subjectId: it.holderId,
            fields: ['fullName', it.type],
            outcome: 'read',
          },
        ])
        return documentView(it, '', needs)
      },
    )

    app.post(
      '/documents/:id/revocation',
      {
        config: { access: { official: issuers, purpose: 'documents.status', freshMinutes: 60 } },
        schema: {
          operationId: 'documentRevoke',
          summary: 'End a document that my agency issued, with all its copies',
          params: DocumentParams,
          body: RevocationAsk,
        },
      },
      async (request, reply) => {
        const it = await ofMyAgency(request)
        const { actor } = request
        const words = { vi: request.body.reason, en: request.body.reason }
        await issuing.revokeById(it.id, { words, by: actor.name }, actor)
        return reply.code(204).send()
      },
    )
  }
}
