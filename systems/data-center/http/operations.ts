import type { Routes } from '#kernel/system'
import { JobsRetry, OperationsView } from '../contract.ts'
import type { Needs } from '../needs.ts'

type DatabaseRow = { version: string; bytes: bigint; connections: number; max: number }

/** /operations — what an operator needs to see, and the jobs that wait for a second look. */
export function operationRoutes({ kernel, version, startedAt, rooms }: Needs): Routes {
  const access = { official: ['operator'], purpose: 'data-center.operation' }
  return async (app) => {
    app.get(
      '/operations',
      {
        config: { access },
        schema: {
          operationId: 'operationsGet',
          summary: 'Jobs, database and process at a glance',
          response: { 200: OperationsView },
        },
      },
      async () => {
        const { rows } = await kernel.database.pool('data-center').query<DatabaseRow>(
          `select current_setting('server_version') as version,
             (select sum(pg_total_relation_size(oid)) from pg_class
               where relkind in ('r', 'm')) as bytes,
             (select count(*)::int from pg_stat_activity
               where datname = current_database()) as connections,
             current_setting('max_connections')::int as max`,
        )
        const [row] = rows
        const failed = await kernel.jobs.failed(100)
        return {
          now: kernel.clock.now().toISOString(),
          startedAt: startedAt.toISOString(),
          mode: kernel.mode,
          publicUrl: kernel.publicUrl,
          version,
          node: process.version,
          memoryBytes: process.memoryUsage.rss(),
          database: {
            version: row?.version ?? '',
            bytes: Number(row?.bytes ?? 0),
            connections: row?.connections ?? 0,
            maxConnections: row?.max ?? 0,
          },
          jobs: {
            waiting: await kernel.jobs.waiting(),
            failed: failed.map((it) => ({ ...it, createdAt: it.createdAt.toISOString() })),
          },
          rooms: rooms().map(({ name, title }) => ({ name, ...title })),
        }
      },
    )

    app.post(
      '/operations/jobs/retry',
      {
        config: { access: { ...access, freshMinutes: 240 } },
        schema: {
          operationId: 'jobsRetry',
          summary: 'Give failed jobs new tries',
          body: JobsRetry,
        },
      },
      async (request, reply) => {
        await kernel.jobs.retry(request.body.ids)
        return reply.code(204).send()
      },
    )
  }
}
