import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  CertificateList,
  CertificateParams,
  CertificateQuery,
  CertificateRevoke,
  CertificateView,
} from '../contract.ts'
import { readCertificate } from '../domain/certificate-reader.ts'
import { reasonWords } from '../domain/revocation.ts'
import { subjectText } from '../domain/subject.ts'
import type { Needs } from '../needs.ts'
import { certificateUnknown } from '../revocation.ts'
import { findCertificate, type Issued, listCertificates } from '../storage/certificates.ts'

export const operator = {
  official: ['operator'],
  purpose: 'trust-services.operation',
} as const

/** /certificates — what was issued, and what an operator ends. */
export function certificateRoutes({ kernel, db, revocations }: Needs): Routes {
  const { clock, audit } = kernel
  return async (app) => {
    app.get(
      '/certificates/:serial',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'certificateGet',
          summary: 'Whose certificate this is, and whether it is valid',
          params: CertificateParams,
          response: { 200: CertificateView },
        },
      },
      async (request) => {
        const it = await findCertificate(db, request.params.serial)
        if (!it) throw certificateUnknown()
        return viewOf(it, clock.now())
      },
    )

    app.get(
      '/certificates',
      {
        config: { access: operator },
        schema: {
          operationId: 'certificateList',
          summary: 'Certificates issued, newest first',
          querystring: CertificateQuery,
          response: { 200: CertificateList },
        },
      },
      async (request) => {
        const limit = request.query.limit ?? pageSize.default
        const found = await listCertificates(db, { ...request.query, limit })
        await audit.settle(
          request.actor,
          found.flatMap(({ personId }) =>
            personId
              ? {
                  room: 'trust-services',
                  operation: 'certificateList',
                  subjectId: personId,
                  fields: ['name', 'organisation'],
                  outcome: 'read' as const,
                }
              : [],
          ),
        )
        return { items: found.map((it) => viewOf(it, clock.now())) }
      },
    )

    app.post(
      '/certificates/:serial/revocation',
      {
        config: { access: { ...operator, freshMinutes: 15 } },
        schema: {
          operationId: 'certificateRevoke',
          summary: 'Revoke a certificate, for good',
          params: CertificateParams,
          body: CertificateRevoke,
          response: { 200: CertificateView },
        },
      },
      async (request) => {
        const { serial } = request.params
        await db.transaction().execute(async (tx) => {
          await revocations.revoke(tx, serial, request.body.reason, request.actor)
        })
        return viewOf((await findCertificate(db, serial)) as Issued, clock.now())
      },
    )

    app.post(
      '/certificates/:serial/reinstatement',
      {
        config: { access: { ...operator, freshMinutes: 15 } },
        schema: {
          operationId: 'certificateReinstate',
          summary: 'Let the holder of a revoked certificate have another',
          params: CertificateParams,
          response: { 200: CertificateView },
        },
      },
      async (request) => {
        const { serial } = request.params
        await db.transaction().execute((tx) => revocations.reinstate(tx, serial, request.actor))
        return viewOf((await findCertificate(db, serial)) as Issued, clock.now())
      },
    )
  }
}

function viewOf(it: Issued, now: Date): CertificateView {
  const { subject, issuer, notBefore, notAfter } = readCertificate(it.der)
  return {
    serial: it.serial,
    profile: it.profile,
    subject: subjectText(subject),
    issuer: subjectText(issuer),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    status: it.revocation ? 'revoked' : notAfter < now ? 'expired' : 'valid',
    revokedAt: it.revocation?.at.toISOString() ?? null,
    reason: it.revocation ? reasonWords[it.revocation.reason] : null,
  }
}
