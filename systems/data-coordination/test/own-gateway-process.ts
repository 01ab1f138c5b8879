/** A gateway with services of its own in another process: to be killed. */
import { type ChildProcess, fork } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import type { StandingFacts } from '../hot-path/standing.ts'
import { openOwnGateway } from './own-gateways.ts'

type Order = {
  readonly facts: Omit<StandingFacts, 'signing'>
  /** PKCS#8, PEM. */
  readonly signingKey: string
  /** DER, base64. */
  readonly signingCertificate: string
  readonly folder: string
  readonly peerPort: number
}

export type OtherGateway = AsyncDisposable & {
  readonly child: ChildProcess
  readonly url: string
  /** Without a chance to finish anything. */
  kill(): Promise<void>
}

export async function startOwnGateway(
  { signing, ...facts }: StandingFacts,
  folder: string,
  peerPort = 0,
): Promise<OtherGateway> {
  const child = fork(import.meta.filename)
  const order: Order = {
    facts,
    signingKey: signing.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    signingCertificate: signing.certificate.toString('base64'),
    folder,
    peerPort,
  }
  child.send(order)
  const [url] = (await once(child, 'message')) as [string]
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { child, url, kill, [Symbol.asyncDispose]: kill }
}

async function run({ facts, signingKey, signingCertificate, folder, peerPort }: Order) {
  const key = createPrivateKey(signingKey)
  const signing = { key, certificate: Buffer.from(signingCertificate, 'base64') }
  const { url } = await openOwnGateway({ ...facts, signing }, folder, { peerPort })
  process.send?.(url)
}

if (process.argv[1] === import.meta.filename) {
  process.once('message', (order: Order) => void run(order))
}
