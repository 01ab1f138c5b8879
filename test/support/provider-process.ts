/** A provider's gateway in a process of its own, to be killed. */
import { createPrivateKey } from 'node:crypto'
import type { StandingFacts } from '#data-coordination/hot-path'
import { runGateway } from './exchange.ts'

export type ProviderOrder = {
  readonly facts: Omit<StandingFacts, 'signing'>
  /** PKCS#8, PEM. */
  readonly signingKey: string
  /** DER, base64. */
  readonly signingCertificate: string
  readonly file: string
  readonly peerPort: number
}

process.once('message', (order: ProviderOrder) => void start(order))

async function start(order: ProviderOrder): Promise<void> {
  const { facts, signingKey, signingCertificate, file, peerPort } = order
  const key = createPrivateKey(signingKey)
  const signing = { key, certificate: Buffer.from(signingCertificate, 'base64') }
  const running = await runGateway({ ...facts, signing }, { file, peerPort })
  process.send?.(running.gateway.ports.peers)
}
