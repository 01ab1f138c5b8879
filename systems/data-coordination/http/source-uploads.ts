import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { UploadParams } from '../contract-pipeline.ts'
import { stewards } from '../processing-access.ts'
import type { SourceUpload } from '../storage/sources.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { largestUpload } from '../workshop/uploads.ts'

const media = 'application/offset+octet-stream'

/** /source-uploads — files for the workshop, by the resumable upload protocol tus 1.0. */
export function sourceUploadRoutes({ kernel, uploads }: WorkshopNeeds): Routes {
  async function ownUpload(request: FastifyRequest): Promise<SourceUpload> {
    const { id } = request.params as { id: SourceUpload['id'] }
    const it = await uploads.find(id)
    if (!it || it.createdBy !== request.actor.id) throw uploadUnknown()
    return it
  }

  return async (app) => {
    // The body is read as it comes, part by part; it is never held whole.
    app.addContentTypeParser(media, (_request, payload, done) => done(null, payload))
    app.addHook('onSend', async (_request, reply) => void reply.header('tus-resumable', '1.0.0'))

    app.post(
      '/source-uploads',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceUploadBegin',
          summary: 'Begin an upload (tus creation): Upload-Length, Upload-Metadata filename',
        },
      },
      async (request, reply) => {
        checkVersion(request, reply)
        const size = Number(headerOf(request, 'upload-length') || Number.NaN)
        const name = fileName(headerOf(request, 'upload-metadata'))
        const it = await uploads.begin(name, size, request.actor.id)
        const location = `${kernel.publicUrl}/api/data-coordination/v1/source-uploads/${it.id}`
        return reply.code(201).header('location', location).send()
      },
    )

    app.head(
      '/source-uploads/:id',
      { config: { access: stewards }, schema: { hide: true, params: UploadParams } },
      async (request, reply) => {
        checkVersion(request, reply)
        const it = await ownUpload(request)
        return reply
          .header('upload-offset', it.received)
          .header('upload-length', it.size)
          .header('cache-control', 'no-store')
          .send()
      },
    )

    app.patch(
      '/source-uploads/:id',
      {
        config: { access: stewards },
        bodyLimit: largestUpload + 1,
        schema: {
          operationId: 'sourceUploadContinue',
          summary: 'Send bytes from Upload-Offset on (tus)',
          params: UploadParams,
          consumes: [media],
        },
      },
      async (request, reply) => {
        checkVersion(request, reply)
        const it = await ownUpload(request)
        const offset = Number(headerOf(request, 'upload-offset') || Number.NaN)
        const { received } = await uploads.receive(
          it,
          offset,
          request.body as AsyncIterable<Buffer>,
        )
        return reply.code(204).header('upload-offset', received).send()
      },
    )
  }
}

/** The file name in Upload-Metadata, without folders. */
function fileName(header: string): string {
  const encoded = /(?:^|,)\s*filename ([A-Za-z0-9+/=]{1,600})/.exec(header)?.[1] ?? ''
  const name = Buffer.from(encoded, 'base64').toString('utf8').normalize('NFC')
  return (
    name
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\p{Cc}/gu, '') || 'file'
  )
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

function checkVersion(request: FastifyRequest, reply: FastifyReply): void {
  if (headerOf(request, 'tus-resumable') === '1.0.0') return
  void reply.header('tus-version', '1.0.0')
  throw new Problem(412, 'data-coordination.upload-version', {
    vi: 'Giao thức tải lên phải là tus 1.0.0.',
    en: 'Uploads speak tus 1.0.0: send Tus-Resumable: 1.0.0.',
  })
}

function uploadUnknown(): Problem {
  return new Problem(404, 'data-coordination.upload-unknown', {
    vi: 'Không có tệp tải lên này.',
    en: 'There is no such upload.',
  })
}
