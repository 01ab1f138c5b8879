import type { Server } from '#kernel/server'
import type { Kernel } from '#kernel/system'

export async function servePages(server: Server, kernel: Kernel): Promise<void> {
  server.get(
    '/health',
    { config: { access: { anyone: true, limitPerMinute: 6_000 } } },
    async (_request, reply) => {
      try {
        await kernel.database.pool('kernel').query('select 1')
        return { status: 'ok' }
      } catch {
        return reply.code(503).send({ status: 'database away' })
      }
    },
  )
}
