import { join, resolve } from 'node:path'
import { openPostgres, type Postgres } from '#engines/postgres'
import { openAudit } from '#kernel/audit'
import { type Clock, systemClock } from '#kernel/clock'
import type { Config } from '#kernel/config'
import { openDatabase } from '#kernel/database'
import { openEvents } from '#kernel/events'
import { type Job, openJobs } from '#kernel/jobs'
import { openLog } from '#kernel/log'
import { migrate } from '#kernel/migrate'
import { codeOf, Refusal } from '#kernel/problem'
import { openSecrets, type Secrets } from '#kernel/secrets'
import { openServer, type Server } from '#kernel/server'
import type { Kernel, Room } from '#kernel/system'
import { openTelemetry } from '#kernel/telemetry'
import { compose, type Rooms } from './compose.ts'
import type { sections } from './config.ts'
import { servePages } from './pages.ts'
import { checkProduction, publicUrlOf } from './production.ts'
import { seedNation } from './seed.ts'
import { keepTlsFresh, openTls, serveRoot } from './tls.ts'

export type Center = {
  readonly url: string
  readonly kernel: Kernel
  readonly rooms: Rooms
  readonly postgres: Postgres
  readonly server: Server
  /** Stops taking requests and jobs, finishes those under way, and ends the embedded database. */
  close(): Promise<void>
}

export type CenterConfig = Config<typeof sections>

/** Tells the person who starts the center; a passing line may be written over by the next. */
export type Say = (line: string, passing?: 'passing') => void

/** What tests put in the place of the real thing. */
export type Substitutes = { clock?: Clock; postgres?: Postgres }

/** Opens the whole center: database, rooms, pages, jobs; resolves when it answers requests. */
export async function openCenter(
  config: CenterConfig,
  say: Say,
  substitutes: Substitutes = {},
): Promise<Center> {
  checkProduction(config)
  const dataDir = resolve(config.center.data)
  const secrets = openSecrets(join(dataDir, 'secrets/master.key'))
  const folder = join(dataDir, 'postgres')
  const postgres =
    substitutes.postgres ??
    (await openPostgres({ ...config.database, folder, durable: true }, secrets))
  try {
    return await openOn(postgres, config, { say, dataDir, secrets, ...substitutes })
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

type Around = {
  say: Say
  dataDir: string
  secrets: Secrets
  clock?: Clock
}

async function openOn(
  postgres: Postgres,
  config: CenterConfig,
  { say, dataDir, secrets, clock = systemClock }: Around,
): Promise<Center> {
  const { center } = config
  const tlsNow = () => openTls(config, { folder: join(dataDir, 'tls'), secrets, clock })
  const tls = await tlsNow()
  const log = openLog(center.logLevel)
  const telemetry = openTelemetry()
  const connections = config.database.connections
  const database = openDatabase({ url: postgres.appUrl, connections, log })
  const kernel: Kernel = {
    clock,
    log,
    telemetry,
    database,
    secrets,
    events: openEvents(database, clock),
    jobs: openJobs(database, log, telemetry),
    audit: openAudit(database, clock),
    purposes: new Map(),
    publicUrl: publicUrlOf(config),
    mode: center.mode,
    dataDir,
    authenticate: async () => ({ kind: 'stranger' }),
  }
  const rooms = compose(kernel, config)
  const open: Room[] = Object.values(rooms)
  await migrate(postgres.ownerUrl, postgres.appRole, [
    { room: 'kernel', folder: join(import.meta.dirname, '../kernel/migrations') },
    ...open.map(({ name }) => ({
      room: name,
      folder: join(import.meta.dirname, `../systems/${name}/storage/migrations`),
    })),
  ])
  await seedNation(config, kernel, rooms, postgres, say)
  for (const room of open) await room.start?.()
  const server = await openServer(kernel, served(open, center.serve), {
    ...(center.trustProxy && { trustProxy: center.trustProxy }),
    ...(tls && { tls }),
  })
  if (tls) keepTlsFresh(server, tlsNow)
  if (tls?.root) serveRoot(server, tls.root)
  await servePages(server, kernel, center.metricsToken)
  await server.listen({ host: center.host, port: center.port }).catch((error: unknown) => {
    throw listenRefusal(error, config)
  })
  kernel.jobs.start(jobsOf(open, kernel, center.work), 4)
  return {
    url: kernel.publicUrl,
    kernel,
    rooms,
    postgres,
    server,
    async close() {
      await server.close()
      await kernel.jobs.stop()
      await database.close()
      await postgres.stop()
      log.flush()
    },
  }
}

function served(rooms: readonly Room[], names: readonly string[] | undefined): Room[] {
  for (const name of names ?? []) {
    if (!rooms.some((it) => it.name === name)) throw unknownRoom('--serve', name, rooms)
  }
  return rooms.filter((it) => !names || names.includes(it.name))
}

function jobsOf(
  rooms: readonly Room[],
  kernel: Kernel,
  names: readonly string[] | undefined,
): Map<string, Job> {
  const jobs = new Map<string, Job>()
  if (names?.[0] === 'none') return jobs
  for (const room of served(rooms, names)) {
    for (const [name, job] of Object.entries(room.jobs ?? {})) jobs.set(`${room.name}.${name}`, job)
  }
  jobs.set('kernel.consume', kernel.events.consume)
  return jobs
}

function unknownRoom(flag: string, name: string, rooms: readonly Room[]): Refusal {
  return new Refusal(
    `${flag}: there is no room "${name}". Rooms: ${rooms.map((it) => it.name).join(', ')}.`,
  )
}

function listenRefusal(error: unknown, { center }: CenterConfig): unknown {
  const where = `${center.host}:${center.port}`
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    return new Refusal(`Port ${center.port} is in use. Choose another with --port.`)
  }
  if (code === 'EACCES') {
    return new Refusal(`This user may not listen on ${where}. Choose a port above 1023.`)
  }
  if (code === 'EADDRNOTAVAIL') return new Refusal(`This machine has no address ${center.host}.`)
  return error
}
