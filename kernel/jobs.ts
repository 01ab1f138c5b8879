import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, type Runner, run, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import { wait } from './clock.ts'
import type { Database, Tx } from './database.ts'
import type { Log } from './log.ts'
import type { Telemetry } from './telemetry.ts'

/** Work done after the commit that asked for it: at least once, so it must be idempotent. */
export type Job = {
  /** Does the work; throwing means "try again later". Stops when the signal is aborted. */
  run(payload: never, context: JobContext): Promise<void>
  /** Tries before the job is set aside for the operator. The wait between them grows. */
  maxAttempts?: number
  /** After this long the try counts as failed. */
  timeoutMs?: number
  /** A crontab line (UTC) on which the job also starts by itself. */
  cron?: string
}

export type JobContext = {
  readonly attempt: number
  readonly signal: AbortSignal
  readonly log: Log
}

export type JobAsk = {
  /** Asks with the same key are one job, as long as it has not started. */
  key?: string
  /** Jobs of one queue run one after the other. */
  queue?: string
  runAt?: Date
}

export type FailedJob = {
  id: string
  name: string
  attempts: number
  lastError: string
  createdAt: Date
}

export type WaitingJobs = { name: string; count: number; oldestSeconds: number }

export type Jobs = {
  /** Asks for a job in the transaction that makes it necessary. `name` is `room.verb-noun`. */
  ask(tx: Tx, name: string, payload: object, more?: JobAsk): Promise<void>
  /** Starts working, and goes on until `stop`, also through losses of the database. */
  start(jobs: ReadonlyMap<string, Job>, concurrency: number): void
  /** Takes no more jobs, and waits for those under way. */
  stop(): Promise<void>
  /** Jobs that used up their tries, newest first. */
  failed(limit: number): Promise<FailedJob[]>
  /** Gives failed jobs new tries. */
  retry(ids: readonly string[]): Promise<void>
  /** Jobs that are due or running, by name. */
  waiting(): Promise<WaitingJobs[]>
}

const defaults = { maxAttempts: 25, timeoutMs: 60_000 }

export function openJobs(database: Database, log: Log, telemetry: Telemetry): Jobs {
  const pool = database.pool('kernel')
  const limits = new Map<string, number>()
  const stopping = new AbortController()
  let working: Promise<void> | undefined

  return {
    async ask(tx, name, payload, { key, queue, runAt } = {}) {
      await sql`select kernel.ask_job(${name}, ${JSON.stringify(payload)}, ${queue ?? null},
        ${runAt ?? null}, ${limits.get(name) ?? defaults.maxAttempts},
        ${key === undefined ? null : `${name}:${key}`})`.execute(tx)
    },

    start(jobs, concurrency) {
      for (const [name, { maxAttempts }] of jobs) if (maxAttempts) limits.set(name, maxAttempts)
      working = workUntilStopped(pool, jobs, concurrency, log, telemetry, stopping.signal)
    },

    async stop() {
      stopping.abort()
      await working
    },

    async failed(limit) {
      const { rows } = await pool.query(
        `select id::text, task_identifier as name, attempts, created_at as "createdAt",
           split_part(coalesce(last_error, ''), E'\\n', 1) as "lastError"
         from graphile_worker.jobs where attempts >= max_attempts and locked_at is null
         order by jobs.id desc limit $1`,
        [limit],
      )
      return rows
    },

    async retry(ids) {
      await pool.query('select graphile_worker.reschedule_jobs($1::bigint[], now(), null, 0)', [
        ids,
      ])
    },

    async waiting() {
      const { rows } = await pool.query(
        `select task_identifier as name, count(*)::int as count,
           extract(epoch from now() - min(run_at))::float8 as "oldestSeconds"
         from graphile_worker.jobs where attempts < max_attempts and run_at <= now()
         group by 1 order by 1`,
      )
      return rows
    },
  }
}

async function workUntilStopped(
  pool: pg.Pool,
  jobs: ReadonlyMap<string, Job>,
  concurrency: number,
  log: Log,
  telemetry: Telemetry,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await workOnce(pool, jobs, concurrency, log, telemetry, signal)
    } catch (error) {
      log.warn({ err: error }, 'the job worker lost the database and will begin again')
    }
    await wait(1_000, signal).catch(() => undefined)
  }
}

/**
 * A worker that takes no job before it holds its lock. Ends of jobs are written in batches, of
 * which a failed one ends the worker, to begin again; unbatched, it would end the process.
 */
function perishable(locked: Promise<unknown>): GraphileConfig.Preset {
  const startWorker = async () => void (await locked)
  return {
    plugins: [{ name: 'perishable', version: '1', worker: { hooks: { startWorker } } }],
    worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  }
}

async function workOnce(
  pool: pg.Pool,
  jobs: ReadonlyMap<string, Job>,
  concurrency: number,
  log: Log,
  telemetry: Telemetry,
  signal: AbortSignal,
): Promise<void> {
  const events = new EventEmitter()
  // The library writes ids of failed jobs as JSON, which knows no bigint.
  events.on('job:start', ({ job }: { job: { id: unknown } }) => (job.id = String(job.id)))
  // Held as long as this worker lives: PostgreSQL lets go of it when the process or the line dies.
  const alive = await pool.connect()
  const locked = new Promise((resolve, reject) => {
    events.once('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
      alive
        .query('select pg_advisory_lock(764002, hashtext($1))', [workerPool.id])
        .then(resolve, reject)
    })
  })
  locked.catch(() => undefined) // is heard below, unless the worker does not even begin
  const lost = new Promise<void>((resolve) => alive.once('error', () => resolve()))
  let runner: Runner | undefined
  let reaper: NodeJS.Timeout | undefined
  try {
    runner = await run({
      pgPool: pool,
      concurrency,
      noHandleSignals: true,
      pollInterval: 5_000,
      logger: quiet(log),
      events: events,
      preset: perishable(locked),
      taskList: taskList(jobs, log, telemetry),
      parsedCronItems: cronItems(jobs),
    })
    await locked
    const free = () =>
      freeJobsOfTheDead(pool).catch((err: unknown) => log.warn({ err }, 'no look for dead workers'))
    await free()
    reaper = setInterval(() => void free(), 10_000)
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([runner.promise, lost, stopped])
  } finally {
    clearInterval(reaper)
    await runner?.stop().catch(() => undefined)
    alive.release(true)
  }
}

/** Frees what a worker held when its process was killed. A living worker holds its lock. */
async function freeJobsOfTheDead(pool: pg.Pool): Promise<void> {
  await pool.query(`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs
    where locked_by is not null
      and not exists (
        select from pg_locks where locktype = 'advisory' and granted
          and classid = 764002 and objid = hashtext(locked_by)::oid
          and database = (select oid from pg_database where datname = current_database()))
    having count(*) > 0`)
}

function taskList(jobs: ReadonlyMap<string, Job>, log: Log, telemetry: Telemetry): TaskList {
  const tasks: TaskList = {}
  for (const [name, job] of jobs) {
    tasks[name] = async (payload, helpers) => {
      const attempt = helpers.job.attempts
      const limit = AbortSignal.timeout(job.timeoutMs ?? defaults.timeoutMs)
      const signal = AbortSignal.any([limit, helpers.abortSignal].filter((it) => it !== undefined))
      const done = telemetry.timeJob(name)
      try {
        await untilAborted(job.run(payload as never, { attempt, signal, log }), signal)
        done('done')
      } catch (error) {
        done('failed')
        log.warn({ err: error, job: name, attempt }, 'a job failed and will be tried again')
        throw error
      }
    }
  }
  return tasks
}

function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    work.then(resolve, reject)
  })
}

function cronItems(jobs: ReadonlyMap<string, Job>) {
  return parseCronItems(
    [...jobs].flatMap(([task, { cron }]) =>
      cron ? [{ task, match: cron, identifier: task.replaceAll('.', '-') }] : [],
    ),
  )
}

function quiet(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ worker: message }, 'job worker')
  })
}
