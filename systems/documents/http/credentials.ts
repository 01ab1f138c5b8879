import type { Routes } from '#kernel/system'
import { CredentialAsk, CredentialView, DocumentParams, NonceView } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { callerOf, ownDocument } from './documents.ts'

/** Copies of a person's documents for a wallet, each bound to a key of that wallet. */
export function credentialRoutes({ kernel, db, credentials }: Needs): Routes {
  const access = { person: { level: 2 as const }, purpose: 'documents.own' }

  return async (app) => {
    app.post(
      '/documents/nonce',
      {
        config: { access },
        schema: {
          operationId: 'credentialNonce',
          summary: 'A nonce for a wallet that is about to prove its key',
          response: { 200: NonceView },
        },
      },
      async (request) => ({
        nonce: await credentials.newNonce(callerOf(request).accountId),
        audience: kernel.publicUrl,
      }),
    )

    app.post(
      '/documents/:id/credentials',
      {
        config: { access },
        schema: {
          operationId: 'credentialIssue',
          summary: 'A copy of a document as SD-JWT VC, bound to the key of my wallet',
          params: DocumentParams,
          body: CredentialAsk,
          response: { 200: CredentialView },
        },
      },
      async (request) => {
        const it = await ownDocument(db, request)
        const { accountId } = callerOf(request)
        return { credential: await credentials.issue(it, request.body.proof, accountId) }
      },
    )
  }
}
