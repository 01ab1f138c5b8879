import type { FastifyRequest } from 'fastify'
import { civilDateOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { standingOf } from '../checking.ts'
import {
  CredentialAsk,
  CredentialView,
  DocumentList,
  DocumentParams,
  DocumentView,
  NonceView,
  RevocationAsk,
  TypeList,
} from '../contract.ts'
import { documentType, documentTypes } from '../domain/document-type.ts'
import { valueAt, written } from '../domain/writing.ts'
import type { Needs } from '../index.ts'
import { type Document, findDocument, listDocuments } from '../storage/documents.ts'
import { readPdf } from '../storage/pdfs.ts'

const issuers = ['commune-police', 'civil-registrar']

/** /documents — a person's documents: to look at, to take as a file, to put into a wallet. */
export function documentRoutes(needs: Needs): Routes {
  const { db, credentials, issuing } = needs
  const access = { person: { level: 2 as const }, purpose: 'documents.own' }
  const view = (it: Document, personId: string) => documentView(it, personId, needs)

  async function own(request: FastifyRequest): Promise<Document> {
    const { id } = request.params as { id: Id<'document'> }
    const it = await findDocument(db, id)
    const { personId } = callerOf(request)
    if (!it || it.state === 'ordered') throw unknown()
    if (it.holderId !== personId && !it.keeperIds.includes(personId)) throw unknown()
    return it
  }

  return async (app) => {
    app.get(
      '/types',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'typeList',
          summary: 'The types of documents, and what each holds',
          response: { 200: TypeList },
        },
      },
      () => ({
        items: documentTypes.map(({ code, title, vct, claims }) => ({
          code,
          title,
          vct,
          claims: claims.map(({ name, words }) => ({ name, words })),
        })),
      }),
    )

    app.get(
      '/documents',
      {
        config: { access },
        schema: {
          operationId: 'documentList',
          summary: 'My documents, and those I keep for my children',
          response: { 200: DocumentList },
        },
      },
      async (request) => {
        const { personId } = callerOf(request)
        const all = await listDocuments(db, personId, pageSize.max)
        return { items: all.map((it) => view(it, personId)) }
      },
    )

    app.get(
      '/documents/:id',
      {
        config: { access },
        schema: {
          operationId: 'documentGet',
          summary: 'One of my documents',
          params: DocumentParams,
          response: { 200: DocumentView },
        },
      },
      async (request) => view(await own(request), callerOf(request).personId),
    )

    app.get(
      '/documents/:id/pdf',
      {
        config: { access },
        schema: {
          operationId: 'documentFile',
          summary: 'The signed PDF',
          params: DocumentParams,
        },
      },
      async (request, reply) => {
        const it = await own(request)
        const pdf = await readPdf(db, it.id)
        if (!pdf) throw unknown()
        const name = `${it.type}-${it.number.replaceAll('/', '-')}.pdf`
        return reply
          .type('application/pdf')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(pdf)
      },
    )

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
        audience: needs.kernel.publicUrl,
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
        const it = await own(request)
        const { accountId } = callerOf(request)
        return { credential: await credentials.issue(it, request.body.proof, accountId) }
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
        const it = await findDocument(db, request.params.id)
        const { principal, actor } = request
        const held = principal.kind === 'person' ? principal.offices : []
        const mine = held.some(
          (office) => office.organisationId === it?.organisationId && issuers.includes(office.role),
        )
        if (!it || it.state === 'ordered' || !mine) throw unknown()
        const words = { vi: request.body.reason, en: request.body.reason }
        await issuing.revokeById(it.id, { words, by: actor.name }, actor)
        return reply.code(204).send()
      },
    )
  }
}

function documentView(it: Document, personId: string, { kernel }: Needs): DocumentView {
  const type = documentType(it.type)
  return {
    id: it.id,
    type: it.type,
    vct: type.vct,
    title: type.title,
    number: it.number,
    agency: it.agencyName,
    signer: it.signerName,
    holder: String(it.claims['fullName'] ?? ''),
    mine: it.holderId === personId,
    state: standingOf(it, civilDateOf(kernel.clock.now())),
    issuedAt: (it.issuedAt ?? it.orderedAt).toISOString(),
    validUntil: it.validUntil,
    revokedAt: it.revokedAt?.toISOString() ?? null,
    revocation: it.revocation?.words ?? null,
    checkUrl: `${kernel.publicUrl}/documents/check/${it.code}`,
    lines: type.claims.flatMap(({ name, from, kind, words }) => {
      const value = written(valueAt(it.claims, from), kind)
      return value.vi === '' ? [] : [{ name, words, value }]
    }),
  }
}

/** The person who is calling, in their own matters. */
export function callerOf({ principal }: FastifyRequest): {
  personId: Id<'person'>
  accountId: Id<'account'>
  name: string
} {
  if (principal.kind !== 'person') throw new Error('The route lets in persons only.')
  const { personId, accountId, name } = principal
  return { personId: personId as Id<'person'>, accountId: accountId as Id<'account'>, name }
}

function unknown(): Problem {
  return new Problem(404, 'documents.document-unknown', {
    vi: 'Không có giấy tờ này.',
    en: 'There is no such document.',
  })
}
