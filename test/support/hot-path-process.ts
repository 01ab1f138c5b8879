/** A gateway's hot path in a process of its own: to be killed, or measured. */
import { type ChildProcess, fork } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import type { Gateway, StandingFacts } from '#data-coordination/hot-path'
import { type Keys, runGateway } from './exchange.ts'

type Order = {
  readonly facts: Omit<StandingFacts, 'signing'>
  /** PKCS#8, PEM. */
  readonly signingKey: string
  /** DER, base64. */
  readonly signingCertificate: string
  readonly file: string
  readonly peerPort: number
}

type Place = { readonly file: string; readonly peerPort?: number; readonly args?: string[] }

/** Starts one that keeps its store in a file. */
export async function startHotPath(
  { signing: _, ...facts }: StandingFacts,
  { signing }: Keys,
  { file, peerPort = 0, args = [] }: Place,
): Promise<{ child: ChildProcess; ports: Gateway['ports'] }> {
  const child = fork(import.meta.filename, { execArgv: args })
  const order: Order = {
    facts,
    signingKey: signing.keyPem,
    signingCertificate: signing.certificate.toString('base64'),
    file,
    peerPort,
  }
  child.send(order)
  const [ports] = (await once(child, 'message')) as [Gateway['ports']]
  return { child, ports }
}

async function run(order: Order): Promise<void> {
  const { facts, signingKey, signingCertificate, file, peerPort } = order
  const key = createPrivateKey(signingKey)
  const signing = { key, certificate: Buffer.from(signingCertificate, 'base64') }
  const running = await runGateway({ ...facts, signing }, { file, peerPort })
  const close = async (): Promise<void> => {
    await running[Symbol.asyncDispose]()
    process.exit(0)
  }
  process.once('SIGTERM', () => void close())
  process.send?.(running.gateway.ports)
}

if (process.argv[1] === import.meta.filename) {
  process.once('message', (order: Order) => void run(order))
}
