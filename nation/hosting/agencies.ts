import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, wait } from '#kernel/clock'
import { digestOf } from '#kernel/digest'
import type { Log } from '#kernel/log'
import { writeDurably } from '#kernel/secrets'
import type { NationOptions } from '../index.ts'
import { fillStores, type StoreFiles } from '../services/filling.ts'
import { openAgency, type Running, registryFile } from './agency.ts'
import { type Seat, takeSeat } from './center.ts'
import { openControl } from './control.ts'
import { choosePorts } from './ports.ts'
import { giveAccess, publishServices } from './publication.ts'
import { admitMembers, approveGateway, inviteGateway } from './registration.ts'
import { type Agency, accesses, roster } from './roster.ts'

export type AgenciesOptions = {
  /** `<data>/agencies`: a folder for each agency. */
  readonly folder: string
  /** Where the center is: http(s), host and port. */
  readonly center: string
  readonly version: string
  readonly nation: NationOptions
  readonly clock: Clock
  readonly log: Log
  /** Only these of the roster; all when unsaid. */
  readonly only?: readonly string[]
}

export type Agencies = {
  readonly all: readonly Running[]
  close(): Promise<void>
}

/** Starts all agencies of the nation in this process. */
export async function openAgencies(options: AgenciesOptions): Promise<Agencies> {
  const { folder, nation } = options
  const files = Object.fromEntries(
    roster.flatMap(({ code, registry }) =>
      registry ? [[registry.code, registryFile(join(folder, code))]] : [],
    ),
  ) as StoreFiles
  await fillStores(nation, files)
  const desk = openDesk(options)
  const all: Running[] = []
  const taken = new Set<number>()
  for (const agency of roster.filter((it) => options.only?.includes(it.code) ?? true)) {
    const own = join(folder, agency.code)
    const ports = await choosePorts(own, taken)
    all.push(openAgency({ ...options, agency, folder: own, ports, admission: desk.for(agency) }))
  }
  const control = await openControl(folder, {
    list: () => all.map((it) => it.standing()),
    async turn(code, on) {
      const it = all.find(({ agency }) => agency.code === code)
      await (on ? it?.start() : it?.stop())
      return it?.standing()
    },
  })
  await Promise.all(all.map((it) => it.start()))
  const ending = new AbortController()
  const settled = await settle(options, all)
  const settling = settled ? Promise.resolve() : keepSettling(options, all, ending.signal)
  return {
    all,
    async close() {
      ending.abort()
      await settling
      await control.close()
      await Promise.all(all.map((it) => it.stop()))
    },
  }
}

const settleAgainMs = 5_000

/** Starts those that could not start, and publishes when all have; says whether that is done. */
async function settle(options: AgenciesOptions, all: readonly Running[]): Promise<boolean> {
  const failed = () => all.filter((it) => it.standing().state === 'failed')
  await Promise.all(failed().map((it) => it.start()))
  if (failed().length > 0) return false
  try {
    await publish(options, all)
    return true
  } catch (error) {
    options.log.warn({ reason: (error as Error).message }, 'services were not published')
    return false
  }
}

/** The center may be away for a while: until it is there the agencies try again. */
async function keepSettling(
  options: AgenciesOptions,
  all: readonly Running[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(settleAgainMs, signal).catch(() => undefined)
    if (signal.aborted || (await settle(options, all))) return
  }
}

/** Publishes what the agencies keep, once; a folder whose services are published says so. */
async function publish(
  { folder, center, clock, log }: AgenciesOptions,
  all: readonly Running[],
): Promise<void> {
  const facts = all.map(({ agency, ports }) => [agency.code, ports.service])
  const mark = digestOf([facts, accesses.map((it) => ({ ...it }))]).toString('base64url')
  const file = join(folder, 'published')
  if (existsSync(file) && readFileSync(file, 'utf8') === mark) return
  const steward = await takeSeat(center, 'steward')
  for (const { agency, ports } of all) await publishServices(steward, agency, ports)
  await giveAccess(steward, accesses, clock.now())
  writeDurably(file, mark)
  log.info('the agencies have published their services')
}

/** The operator's desk: taken only when an agency has to be admitted, and then once for all. */
function openDesk({ center }: AgenciesOptions) {
  let sitting: Promise<Seat> | undefined
  // One act after the other, as one person works.
  let last: Promise<unknown> = Promise.resolve()
  async function act<Result>(work: (operator: Seat) => Promise<Result>): Promise<Result> {
    sitting ??= sit(center)
    const taken = sitting
    const done = Promise.all([taken, last]).then(([operator]) => work(operator))
    last = done.catch(() => {
      // The center was away, or the log-in has ended: the next act takes the desk anew.
      if (sitting === taken) sitting = undefined
    })
    return done
  }
  return {
    for: (agency: Agency) => ({
      token: () => act((operator) => inviteGateway(operator, agency)),
      approve: (fingerprint: string) =>
        act((operator) => approveGateway(operator, agency, fingerprint)),
    }),
  }
}

async function sit(center: string): Promise<Seat> {
  const operator = await takeSeat(center, 'operator')
  await admitMembers(operator)
  return operator
}
