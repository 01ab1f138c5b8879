import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { writeDurably } from '#kernel/secrets'

/** Where an agency listens on this machine. */
export type Ports = {
  /** Its own service; unused where it keeps no registry. */
  readonly service: number
  /** Other gateways. */
  readonly peers: number
  /** Its own programs. */
  readonly clients: number
}

/** Below the ports that the system gives to outgoing connections. */
const range = { first: 14_400, last: 16_399 }

/** The ports kept in `ports.json`, or free ones, which are kept from then on. */
export async function choosePorts(folder: string, taken: Set<number>): Promise<Ports> {
  const kept = readPorts(folder)
  if (kept) return kept
  const next = async (): Promise<number> => {
    for (let port = range.first; port <= range.last; port++) {
      if (taken.has(port) || !(await isFree(port))) continue
      taken.add(port)
      return port
    }
    throw new RangeError(`No port is free from ${range.first} to ${range.last}.`)
  }
  const ports = { service: await next(), peers: await next(), clients: await next() }
  writeDurably(join(folder, 'ports.json'), JSON.stringify(ports))
  return ports
}

/** The ports that an agency has chosen; undefined before its first start. */
export function readPorts(folder: string): Ports | undefined {
  try {
    const { service, peers, clients } = JSON.parse(
      readFileSync(join(folder, 'ports.json'), 'utf8'),
    ) as Partial<Ports>
    if (service === undefined || peers === undefined || clients === undefined) return undefined
    return { service, peers, clients }
  } catch {
    return undefined
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
