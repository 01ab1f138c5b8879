import type { Routes } from '#kernel/system'
import { PersonaList, type PersonaView } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { listPersonas } from '../storage/personas.ts'

/**
 * /demonstration/personas — the ready people of a synthetic nation with their passkeys, for the
 * software authenticator of the log-in page. Production does not have this route.
 */
export function personaRoutes({ kernel }: Needs): Routes {
  return async (app) => {
    app.get(
      '/demonstration/personas',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'personaList',
          summary: 'Ready people to log in as, in a demonstration',
          response: { 200: PersonaList },
        },
      },
      async () => {
        const all = await listPersonas(kernel.database.pool('identity'))
        return {
          items: all.map(({ key, name, words, role, passkey }) => ({
            key,
            name,
            words,
            role,
            passkey: passkey as PersonaView['passkey'],
          })),
        }
      },
    )
  }
}
