import type { FastifyRequest } from 'fastify'
import { civilDateOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { standingOf } from '../checking.ts'
import { DocumentList, DocumentParams, DocumentView } from '../contract.ts'
import { documentType } from '../domain/document-type.ts'
import { valueAt, written } from '../domain/writing.ts'
import type { Needs } from '../needs.ts'
import { type Document, findDocument, listDocuments } from '../storage/documents.ts'
import { readPdf } from '../storage/pdfs.ts'

/** /documents — a person's documents: to look at, and to take as a file. */
export function documentRoutes(needs: Needs): Routes {
  const { db, blockchain } = needs
  const access = { person: { level: 2 as const }, purpose: 'documents.own' }
  const view = (it: Document, personId: string) => documentView(it, personId, needs)

  return async (app) => {
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
      async (request) => view(await ownDocument(db, request), callerOf(request).personId),
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
        const it = await ownDocument(db, request)
        const pdf = await readPdf(db, it.id)
        if (!pdf) throw documentUnknown()
        const name = `${it.type}-${it.number.replaceAll('/', '-')}.pdf`
        return reply
          .type('application/pdf')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(pdf)
      },
    )

    app.get(
      '/documents/:id/proof',
      {
        config: { access },
        schema: {
          operationId: 'documentProof',
          summary: 'The proof that the signed PDF was anchored; checked by "ndc proof verify"',
          params: DocumentParams,
        },
      },
      async (request, reply) => {
        const it = await ownDocument(db, request)
        const found = await blockchain.find(it.id)
        if (found?.state !== 'proven') throw proofNotReady()
        return reply
          .type('application/vnd.ndc.proof+json')
          .header('content-disposition', `attachment; filename="${it.type}.proof.json"`)
          .send(JSON.stringify(found.proof))
      },
    )
  }
}

/** As people read it. `mine` is told for this person. */
export function documentView(it: Document, personId: string, { kernel }: Needs): DocumentView {
  const type = documentType(it.type)
  return {
    id: it.id,
    type: it.type,
    vct: type.vct,
    title: type.title,
    number: it.number,
    agency: it.agencyName,
    signer: it.signerName,
    holder: it.claims['fullName'] as string,
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

/** A document that the caller holds, or keeps for a child; for others it does not exist. */
export async function ownDocument(db: Needs['db'], request: FastifyRequest): Promise<Document> {
  const { id } = request.params as { id: Id<'document'> }
  const it = await findDocument(db, id)
  const { personId } = callerOf(request)
  if (!it || it.state === 'ordered') throw documentUnknown()
  if (it.holderId !== personId && !it.keeperIds.includes(personId)) throw documentUnknown()
  return it
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

export function documentUnknown(): Problem {
  return new Problem(404, 'documents.document-unknown', {
    vi: 'Không có giấy tờ này.',
    en: 'There is no such document.',
  })
}

function proofNotReady(): Problem {
  return new Problem(
    404,
    'documents.proof-not-ready',
    {
      vi: 'Bằng chứng neo giữ chưa sẵn sàng; hãy thử lại sau ít phút.',
      en: 'The proof of anchoring is not ready yet; try again in a few minutes.',
    },
    { retryAfterSeconds: 10 },
  )
}
