import type { Routes } from '#kernel/system'
import { StatusView } from '../contract.ts'
import type { Needs } from '../needs.ts'

/** /status — is the center there, and which one is it? */
export function statusRoutes({ kernel, version }: Needs): Routes {
  return async (app) => {
    app.get(
      '/status',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'statusGet',
          summary: 'Whether the center and its database answer',
          response: { 200: StatusView },
        },
      },
      async () => {
        const database = await kernel.database
          .pool('data-center')
          .query('select 1')
          .then(() => 'ok' as const)
          .catch(() => 'away' as const)
        return {
          name: 'NDC' as const,
          version,
          mode: kernel.mode,
          now: kernel.clock.now().toISOString(),
          database,
        }
      },
    )
  }
}
