import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { clientUnknown } from '../clients.ts'
import { DeviceRequestDecide, DeviceRequestFind, DeviceRequestView } from '../contract.ts'
import { contextOf, methodReferences } from '../domain/assurance.ts'
import { wordsIn } from '../domain/parameter.ts'
import type { Needs } from '../needs.ts'
import { apiOf } from '../provider.ts'
import { principalOf, sessionOf } from '../sessions.ts'
import { scopeView } from './interactions.ts'

/** /device-requests — a program waits for the person to type its code (RFC 8628). */
export function deviceRequestRoutes({ kernel, provider, clients, sessions }: Needs): Routes {
  // Few tries a minute: a code has 20^8 values and lives ten minutes (RFC 8628, section 5.1).
  const access = {
    person: { level: 1 },
    purpose: 'identity.account',
    limitPerMinute: 10,
  } as const

  async function waiting(userCode: string) {
    const open = await provider()
    const normal = userCode.toUpperCase().replace(/[^A-Z]/g, '')
    const code = await open.DeviceCode.findByUserCode(normal)
    if (!code || code.accountId || code.error || !code.isValid) throw userCodeUnknown()
    const client = await clients.find(String(code.clientId))
    if (!client || client.disabledAt) throw clientUnknown()
    const asked = wordsIn(code.params?.['scope'])
    return { open, code, client, scopes: asked.filter((it) => client.scopes.includes(it)) }
  }

  return async (app) => {
    app.post(
      '/device-requests/find',
      {
        config: { access },
        schema: {
          operationId: 'deviceRequestFind',
          summary: 'Which program waits behind this code, and what it asks for',
          body: DeviceRequestFind,
          response: { 200: DeviceRequestView },
        },
      },
      async (request) => {
        const { code, client, scopes } = await waiting(request.body.userCode)
        const ip = wordsIn(code.deviceInfo?.['ip']).join('')
        return { client: { id: client.id, name: client.name }, scopes: scopes.map(scopeView), ip }
      },
    )

    app.post(
      '/device-requests/decide',
      {
        config: { access },
        schema: {
          operationId: 'deviceRequestDecide',
          summary: 'Let the program act for me, or refuse',
          body: DeviceRequestDecide,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const session = await sessionOf(sessions, request)
        const { open, code, client, scopes } = await waiting(request.body.userCode)
        if (!request.body.approve) {
          Object.assign(code, { error: 'access_denied', errorDescription: 'the person refused' })
          await code.save()
          return reply.code(204).send(null)
        }
        const { accountId, method, authenticatedAt } = session
        const resource = apiOf(kernel)
        const grant = new open.Grant({ accountId, clientId: client.id })
        const openId = scopes.filter((it) => !it.startsWith('ndc.'))
        const acting = scopes.filter((it) => it.startsWith('ndc.'))
        if (openId.length > 0) grant.addOIDCScope(openId.join(' '))
        if (acting.length > 0) grant.addResourceScope(resource, acting.join(' '))
        const principal = principalOf(session)
        Object.assign(code, {
          accountId,
          grantId: await grant.save(),
          scope: scopes.join(' '),
          resource,
          acr: contextOf(principal.kind === 'person' ? principal.level : 1),
          amr: [...methodReferences[method]],
          authTime: Math.floor(authenticatedAt.getTime() / 1000),
        })
        await code.save()
        return reply.code(204).send(null)
      },
    )
  }
}

function userCodeUnknown(): Problem {
  return new Problem(404, 'identity.user-code-unknown', {
    vi: 'Mã không đúng hoặc đã hết hạn. Hãy kiểm tra mã trên chương trình đang chờ.',
    en: 'The code is wrong or has expired. Check it on the program that waits.',
  })
}
