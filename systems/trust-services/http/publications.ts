import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { AuthorityFileParams, ListFileParams } from '../contract.ts'
import type { Needs } from '../needs.ts'

const access = { anyone: true, limitPerMinute: 3_000 } as const

/** The authorities' certificates and revocation lists, at the addresses that certificates name. */
export function publicationRoutes({ authority, revocations }: Needs): Routes {
  return async (app) => {
    app.get(
      '/authorities/:file',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'authorityGet',
          summary: 'The certificate of an authority (DER), by its key identifier',
          params: AuthorityFileParams,
        },
      },
      async (request, reply) => {
        const found = await authority.authorities()
        const it = found.find(({ keyIdentifier }) => `${keyIdentifier}.cer` === request.params.file)
        if (!it) throw notHere()
        return reply
          .type('application/pkix-cert')
          .header('cache-control', 'public, max-age=86400')
          .send(it.der)
      },
    )

    app.get(
      '/authorities.pem',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'authorityBundle',
          summary: 'All authorities of this center (PEM); the root last',
        },
      },
      async (_request, reply) => {
        const found = await authority.authorities()
        const ordered = found.toSorted((left, right) => rank(left) - rank(right))
        return reply
          .type('application/pem-certificate-chain')
          .header('cache-control', 'public, max-age=3600')
          .send(ordered.map(({ der }) => pem(der)).join(''))
      },
    )

    app.get(
      '/revocation-lists/:file',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'revocationListGet',
          summary: 'What an authority revoked (CRL), by its key identifier',
          params: ListFileParams,
        },
      },
      async (request, reply) => {
        const list = await revocations.listOf(request.params.file.slice(0, 40))
        if (!list) throw notHere()
        return reply
          .type('application/pkix-crl')
          .header('cache-control', 'public, max-age=300')
          .header('last-modified', list.thisUpdate.toUTCString())
          .send(list.der)
      },
    )
  }
}

const rank = ({ profile }: { profile: string }): number => (profile === 'root' ? 1 : 0)

export function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function notHere(): Problem {
  return new Problem(404, 'trust-services.authority-unknown', {
    vi: 'Trung tâm không có cơ quan chứng thực nào với khoá này.',
    en: 'This center has no authority with this key.',
  })
}
