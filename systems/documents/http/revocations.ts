import type { Routes } from '#kernel/system'
import { DocumentParams, RevocationAsk } from '../contract.ts'
import type { Needs } from '../index.ts'
import { findDocument } from '../storage/documents.ts'
import { documentUnknown } from './documents.ts'

const issuers = ['commune-police', 'civil-registrar']

/** The agency that issued a document ends it. */
export function revocationRoutes({ db, issuing }: Needs): Routes {
  return async (app) => {
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
        const it = await findDocument(db, request.params.id)
        const { principal, actor } = request
        const held = principal.kind === 'person' ? principal.offices : []
        const mine = held.some(
          (office) => office.organisationId === it?.organisationId && issuers.includes(office.role),
        )
        if (!it || it.state === 'ordered' || !mine) throw documentUnknown()
        const words = { vi: request.body.reason, en: request.body.reason }
        await issuing.revokeById(it.id, { words, by: actor.name }, actor)
        return reply.code(204).send()
      },
    )
  }
}
