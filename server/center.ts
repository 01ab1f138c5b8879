import { join, resolve } from 'node:path'
import { openPostgres, type Postgres } from '#engines/postgres'
import { openAudit } from '#kernel/audit'
import { type Clock, systemClock } from '#kernel/clock'
import { alone, type Database, openDatabase } from '#kernel/database'
import { openEvents } from '#kernel/events'
import { type Job, openJobs } from '#kernel/jobs'
import { type Log, openLog } from '#kernel/log'
import { migrate } from '#kernel/migrate'
import { Refusal } from '#kernel/problem'
import { openSecrets, type Secrets } from '#kernel/secrets'
import { openServer, type Server } from '#kernel/server'
import type { Kernel, Room } from '#kernel/system'
import { openTelemetry } from '#kernel/telemetry'
import { compose, type Rooms } from './compose.ts'
import type { CenterConfig } from './config.ts'
import { servePages } from './pages.ts'
import { checkProduction, publicUrlOf } from './production.ts'
import { listenRefusal, startRefusal } from './refusals.ts'
import { type SeededNation, seedNation } from './seed.ts'
import type { Say } from './terminal.ts'
import { keepTlsFresh, openTls, serveRoot } from './tls.ts'

export type Center = {
  readonly url: string
  readonly kernel: Kernel
  readonly rooms: Rooms
  readonly postgres: Postgres
  readonly server: Server
  /** The synthetic nation that the database holds. */
  readonly nation: SeededNation | undefined
  /** Stops taking requests and jobs, finishes those under way, and ends the embedded database. */
  close(): Promise<void>
}

/** What tests put in the place of the real thing. */
export type Substitutes = { clock?: Clock; postgres?: Postgres }

/** Opens the whole center: database, rooms, pages, jobs; resolves when it answers requests. */
export async function openCenter(
  config: CenterConfig,
  say: Say,
  substitutes: Substitutes = {},
): Promise<Center> {
  checkProduction(config)
  const log = openLog(config.center.logLevel)
  let postgres: Postgres | undefined
  let database: Database | undefined
  try {
    const dataDir = resolve(config.center.data)
    const secrets = openSecrets(join(dataDir, 'secrets/master.key'))
    const folder = join(dataDir, 'postgres')
    postgres =
      substitutes.postgres ??
      (await openPostgres({ ...config.database, folder, durable: true }, secrets))
    const { connections } = config.database
    database = openDatabase({ url: postgres.appUrl, connections, log })
    return await openOn(postgres, config, { say, dataDir, secrets, log, database, ...substitutes })
  } catch (error) {
    await database?.close()
    await postgres?.stop()
    throw startRefusal(error, config)
  }
}

type Around = {
  say: Say
  dataDir: string
  secrets: Secrets
  log: Log
  database: Database
  clock?: Clock
}

async function openOn(
  postgres: Postgres,
  config: CenterConfig,
  { say, dataDir, secrets, log, database, clock = systemClock }: Around,
): Promise<Center> {
  const { center } = config
  const tlsNow = () => openTls(config, { folder: join(dataDir, 'tls'), secrets, clock })
  const tls = await tlsNow()
  const telemetry = openTelemetry()
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
  const serving = chosen('--serve', open, center.serve)
  const jobs = jobsOf(open, kernel, center.work)
  await migrate(postgres.ownerUrl, postgres.appRole, [
    { room: 'kernel', folder: join(import.meta.dirname, '../kernel/migrations') },
    ...open.map(({ name }) => ({
      room: name,
      folder: join(import.meta.dirname, `../systems/${name}/storage/migrations`),
    })),
  ])
  const nation = await seedNation(config, kernel, rooms, postgres, say)
  // Of several processes that start at once one enters what a room needs; the others find it there.
  await alone(postgres.ownerUrl, 'start', async () => {
    for (const room of open) await room.start?.()
  })
  const server = await openServer(kernel, serving, {
    ...(center.trustProxy && { trustProxy: center.trustProxy }),
    ...(tls && { tls }),
  })
  if (tls) keepTlsFresh(server, tlsNow)
  if (tls?.root) serveRoot(server, tls.root)
  await servePages(server, kernel, center.metricsToken)
  const stopRooms = async () => {
    for (const room of open) await room.stop?.()
  }
  await server.listen({ host: center.host, port: center.port }).catch(async (error: unknown) => {
    await stopRooms()
    throw listenRefusal(error, config)
  })
  kernel.jobs.start(jobs, 4)
  return {
    url: kernel.publicUrl,
    kernel,
    rooms,
    postgres,
    server,
    nation,
    async close() {
      await server.close()
      await kernel.jobs.stop()
      await stopRooms()
      await database.close()
      await postgres.stop()
      log.flush()
    },
  }
}

/** The rooms that a flag names; all where it names none. */
function chosen(
  flag: '--serve' | '--work',
  rooms: readonly Room[],
  names: readonly string[] | undefined,
): Room[] {
  for (const name of names ?? []) {
    if (!rooms.some((it) => it.name === name)) throw unknownRoom(flag, name, rooms)
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
  for (const room of chosen('--work', rooms, names)) {
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
