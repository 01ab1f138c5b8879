import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  CheckParams,
  CheckView,
  FiguresView,
  FileCheckView,
  StatusListParams,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { countIssued } from '../storage/documents.ts'

const largestFile = 20 * 1024 * 1024

/** /checks and /status-lists — what anyone may find out about a document. */
export function checkRoutes({ db, checking, statusLists }: Needs): Routes {
  return async (app) => {
    app.addContentTypeParser(
      'application/pdf',
      { parseAs: 'buffer', bodyLimit: largestFile },
      (_request, body, done) => done(null, body),
    )

    app.get(
      '/checks/:code',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'checkByCode',
          summary: 'Does the document with this QR code stand? Facts are masked',
          params: CheckParams,
          response: { 200: CheckView },
        },
      },
      async (request) => {
        const found = await checking.byCode(request.params.code)
        if (found) return found
        throw new Problem(404, 'documents.code-unknown', {
          vi: 'Mã này không thuộc giấy tờ nào do hệ thống cấp. Giấy có thể là giả.',
          en: 'This code belongs to no document issued here. The paper may be forged.',
        })
      },
    )

    app.post(
      '/checks',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        bodyLimit: largestFile,
        schema: {
          operationId: 'checkFile',
          summary: 'What a signed PDF proves (body application/pdf, at most 20 MB)',
          consumes: ['application/pdf'],
          response: { 200: FileCheckView },
        },
      },
      async (request) => {
        if (!Buffer.isBuffer(request.body)) {
          throw new Problem(415, 'documents.pdf-needed', {
            vi: 'Hãy gửi một tệp PDF.',
            en: 'Send a PDF file.',
          })
        }
        return checking.file(request.body)
      },
    )

    app.get(
      '/status-lists/:id',
      {
        config: { access: { anyone: true, limitPerMinute: 6_000 }, crossSite: true },
        schema: {
          operationId: 'statusListGet',
          summary: 'A Token Status List (statuslist+jwt)',
          params: StatusListParams,
        },
      },
      async (request, reply) => {
        const { jwt, maxAgeSeconds } = await statusLists.publish(request.params.id)
        return reply
          .type('application/statuslist+jwt')
          .header('cache-control', `public, max-age=${maxAgeSeconds}`)
          .send(jwt)
      },
    )

    app.get(
      '/figures',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'documentFigures',
          summary: 'How many documents stand',
          response: { 200: FiguresView },
        },
      },
      () => countIssued(db),
    )
  }
}
