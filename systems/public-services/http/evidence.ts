import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { officeFor } from '#kernel/access'
import { IdOf } from '#kernel/contract'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { CaseParams } from '../contract.ts'
import { largestFile, readMetadata } from '../domain/upload.ts'
import type { Needs } from '../needs.ts'
import type { Case } from '../storage/cases.ts'
import type { Evidence } from '../storage/evidence.ts'
import { applicantOf } from './cases.ts'
import { officialOf } from './queue.ts'

const EvidenceParams = Type.Object({ id: IdOf('evidence') })
const media = 'application/offset+octet-stream'

/**
 * /evidence — files that come with a case, by the resumable upload protocol tus 1.0 (core,
 * creation, termination): any tus client can send them, and goes on after a broken line.
 */
export function evidenceRoutes(needs: Needs): Routes {
  const { kernel, casework, deciding, uploads } = needs
  const mine = { person: { level: 2 as const }, purpose: 'public-services.case' }
  const readers = {
    ...mine,
    official: ['commune-police', 'civil-registrar'],
    purpose: 'public-services.case',
  }

  async function ownEvidence(request: FastifyRequest): Promise<{ it: Case; evidence: Evidence }> {
    const { id } = request.params as { id: Id<'evidence'> }
    const evidence = await uploads.find(id)
    if (!evidence) throw evidenceUnknown()
    return { it: await casework.own(evidence.caseId, applicantOf(request)), evidence }
  }

  return async (app) => {
    // The body is read as it comes, part by part; it is never held whole.
    app.addContentTypeParser(media, (_request, payload, done) => done(null, payload))
    app.addHook('onSend', async (_request, reply) => void reply.header('tus-resumable', '1.0.0'))

    app.post(
      '/cases/:id/evidence',
      {
        config: { access: mine },
        schema: {
          operationId: 'evidenceBegin',
          summary: 'Begin an upload (tus creation): Upload-Length, Upload-Metadata filename, field',
          params: CaseParams,
        },
      },
      async (request, reply) => {
        checkVersion(request, reply)
        const it = await casework.own(request.params.id, applicantOf(request))
        const { filename = '', field = '' } = readMetadata(headerOf(request, 'upload-metadata'))
        const size = Number(headerOf(request, 'upload-length') || Number.NaN)
        if (!Number.isInteger(size)) throw lengthNeeded()
        const evidence = await uploads.begin(it, { field, name: filename, size })
        const location = `${kernel.publicUrl}/api/public-services/v1/evidence/${evidence.id}`
        return reply.code(201).header('location', location).send()
      },
    )

    app.head(
      '/evidence/:id',
      {
        config: { access: mine },
        schema: { hide: true, params: EvidenceParams },
      },
      async (request, reply) => {
        checkVersion(request, reply)
        const { evidence } = await ownEvidence(request)
        return reply
          .header('upload-offset', evidence.received)
          .header('upload-length', evidence.size)
          .send()
      },
    )

    app.patch(
      '/evidence/:id',
      {
        config: { access: mine },
        bodyLimit: largestFile + 1,
        schema: {
          operationId: 'evidenceContinue',
          summary: 'Send bytes from Upload-Offset on (tus)',
          params: EvidenceParams,
          consumes: [media],
        },
      },
      async (request, reply) => {
        checkVersion(request, reply)
        const { evidence } = await ownEvidence(request)
        const offset = Number(headerOf(request, 'upload-offset') || Number.NaN)
        const bytes = request.body as AsyncIterable<Buffer>
        const { received } = await uploads.receive(evidence, offset, bytes)
        return reply.code(204).header('upload-offset', received).send()
      },
    )

    app.delete(
      '/evidence/:id',
      {
        config: { access: mine },
        schema: {
          operationId: 'evidenceRemove',
          summary: 'Take a file away again (tus termination)',
          params: EvidenceParams,
        },
      },
      async (request, reply) => {
        const { it, evidence } = await ownEvidence(request)
        await uploads.remove(it, evidence.id)
        return reply.code(204).send()
      },
    )

    app.get(
      '/evidence/:id/content',
      {
        config: { access: readers },
        schema: {
          operationId: 'evidenceRead',
          summary: 'The file, for its sender or the official who decides',
          params: EvidenceParams,
        },
      },
      async (request, reply) => {
        const evidence = await uploads.find(request.params.id)
        if (!evidence || evidence.mediaType === null) throw evidenceUnknown()
        await allowReading(request, evidence)
        return reply
          .type(evidence.mediaType)
          .header(
            'content-disposition',
            `inline; filename*=UTF-8''${encodeURIComponent(evidence.name)}`,
          )
          .header('content-security-policy', "default-src 'none'; sandbox")
          .send(await uploads.content(evidence.id))
      },
    )
  }

  /** The applicant, or an official on whose desk the case lies: whose look is recorded. */
  async function allowReading(request: FastifyRequest, evidence: Evidence): Promise<void> {
    const office = officeFor(['commune-police', 'civil-registrar'], request.principal)
    const own = await casework.own(evidence.caseId, applicantOf(request)).catch(() => undefined)
    if (own) return
    if (!office) throw evidenceUnknown()
    const it = await deciding.onDesk(evidence.caseId, officialOf(request))
    await kernel.audit.settle(request.actor, [
      {
        room: 'public-services',
        operation: 'evidenceRead',
        subjectId: it.applicantId,
        fields: ['evidence'],
        outcome: 'read',
      },
    ])
  }
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

function checkVersion(request: FastifyRequest, reply: FastifyReply): void {
  if (headerOf(request, 'tus-resumable') === '1.0.0') return
  void reply.header('tus-version', '1.0.0')
  throw new Problem(412, 'public-services.upload-version', {
    vi: 'Giao thức tải lên phải là tus 1.0.0.',
    en: 'Uploads speak tus 1.0.0: send Tus-Resumable: 1.0.0.',
  })
}

function lengthNeeded(): Problem {
  return new Problem(400, 'public-services.upload-length-needed', {
    vi: 'Cần cho biết độ dài tệp (Upload-Length).',
    en: 'Say how long the file is (Upload-Length).',
  })
}

function evidenceUnknown(): Problem {
  return new Problem(404, 'public-services.evidence-unknown', {
    vi: 'Không có tệp này.',
    en: 'There is no such file.',
  })
}
