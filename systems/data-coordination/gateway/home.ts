/**
 * The folder of a gateway: one process at a time holds it. `gateway.key` opens what is sealed,
 * `gateway.state` (sealed) is who the gateway is and the last good word of the center, and
 * `gateway.db` its log.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { codeOf, Refusal } from '#kernel/problem'
import { openSecrets, type Secrets, writeDurably } from '#kernel/secrets'
import type { Listen } from '../hot-path/options.ts'
import type { ArchiveSettings } from './archiving.ts'

/** Keys of its own, and their certificates once there are some. */
export type Keys = {
  /** PKCS#8, PEM. */
  readonly tlsKey: string
  readonly signingKey: string
  /** Leaf first (base64 of DER); empty until the center has certified the keys. */
  readonly tlsChain: readonly string[]
  readonly signingChain: readonly string[]
}

export type State = {
  /** Where the center is. */
  readonly center: string
  /** The root that is trusted (base64 of DER). */
  readonly root: string
  readonly address: string
  readonly listen: Listen
  /** As they were opened last; null before. */
  readonly ports: { readonly peers: number; readonly clients: number } | null
  readonly gatewayId: string
  readonly keys: Keys
  /** Those that take over once everybody can know them. */
  readonly nextKeys: Keys | null
  /** As the center signed them. */
  readonly configuration: string | null
  readonly assignment: string | null
  /** No older one is ever taken, whatever else is lost. */
  readonly newestVersion: number
  /** Another time-stamp authority than the center's, with its roots (base64 of DER). */
  readonly stamper: { readonly url: string; readonly roots: readonly string[] } | null
  /** Where what was time-stamped is put away, and for how long it stays here as well. */
  readonly archive: ArchiveSettings | null
  /** The last batch that was time-stamped: a log that does not know it is an old copy. */
  readonly lastBatch: { readonly number: number; readonly digest: string } | null
}

export type Home = {
  readonly folder: string
  readonly secrets: Secrets
  readonly storeFile: string
  readonly storeKey: Buffer
  read(): State | undefined
  /** Durable when it returns. */
  write(state: State): void
  close(): void
}

const stateUse = 'gateway-state'

/** Takes the folder for this process. Throws a Refusal when another has it, or it is damaged. */
export function openHome(folder: string): Home {
  makeFolder(folder)
  const lock = takeLock(join(folder, 'gateway.lock'))
  return { ...readHome(folder), close: () => lock.close() }
}

/** The folder without holding it: for those who read its log, or ask the process that holds it. */
export function visitHome(folder: string): Omit<Home, 'close'> {
  if (existsSync(join(folder, 'gateway.state'))) return readHome(folder)
  throw new Refusal(`There is no gateway in the folder ${folder}: name its folder with --data.`)
}

function readHome(folder: string): Omit<Home, 'close'> {
  const secrets = openSecrets(join(folder, 'gateway.key'))
  const file = join(folder, 'gateway.state')
  return {
    folder,
    secrets,
    storeFile: join(folder, 'gateway.db'),
    storeKey: secrets.derive('gateway-store'),
    read: () => readState(file, secrets),
    write: (state) => keep(file, secrets.seal(stateUse, Buffer.from(JSON.stringify(state)))),
  }
}

function keep(file: string, sealed: Buffer): void {
  try {
    writeDurably(file, sealed)
  } catch (error) {
    throw new Refusal(`${file} cannot be written (${codeOf(error)}): is the disk full?`)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
  } catch (error) {
    throw new Refusal(`The folder ${folder} cannot be made (${codeOf(error)}): choose another.`)
  }
}

/** SQLite's lock on a file: the system lets go of it when the process ends, however it ends. */
function takeLock(file: string): DatabaseSync {
  try {
    const lock = new DatabaseSync(file)
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive;')
    return lock
  } catch (error) {
    const { message } = error as Error
    throw /locked|busy/i.test(message)
      ? new Refusal(`Another process holds the folder of ${file}: a gateway runs there already.`)
      : new Refusal(`${file} cannot be used: ${message}.`)
  }
}

function readState(file: string, secrets: Secrets): State | undefined {
  let sealed: Buffer
  try {
    sealed = readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Refusal(`${file} cannot be read (${codeOf(error)}).`)
  }
  try {
    return JSON.parse(secrets.unseal(stateUse, sealed).toString()) as State
  } catch {
    throw new Refusal(
      `${file} does not open with the gateway.key beside it: one of the two is damaged or comes ` +
        'from elsewhere. Restore both from the same backup, or join anew with a new token.',
    )
  }
}
