import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { ValidationAnswer } from '../contract.ts'
import type { Needs } from '../needs.ts'

export const maxPdfBytes = 20 * 1024 * 1024

/** /validations — what a signed PDF proves, for anyone who holds one. Nothing of it is kept. */
export function validationRoutes({ kernel, validate }: Needs): Routes {
  return async (app) => {
    app.addContentTypeParser(
      'application/pdf',
      { parseAs: 'buffer', bodyLimit: maxPdfBytes },
      (_request, body, done) => done(null, body),
    )
    app.post(
      '/validations',
      {
        bodyLimit: maxPdfBytes,
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'validationAsk',
          summary: 'Who signed this PDF, when, and was it changed since?',
          consumes: ['application/pdf'],
          response: { 200: ValidationAnswer },
        },
      },
      async (request, reply) => {
        if (!Buffer.isBuffer(request.body)) throw pdfMissing()
        void reply.header('cache-control', 'no-store')
        return { report: await validate(request.body, kernel.clock.now()) }
      },
    )
  }
}

function pdfMissing(): Problem {
  return new Problem(415, 'trust-services.pdf-missing', {
    vi: 'Hãy gửi tệp PDF làm nội dung yêu cầu, kiểu application/pdf.',
    en: 'Send the PDF file as the body, with the type application/pdf.',
  })
}
