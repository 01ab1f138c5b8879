/** Two chains of the same hops: through two gateways, and through two plain proxies. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pem } from '#testing/authority'
import { makeAuthority } from '#testing/certificates'
import { at, atPort, client, configurationOf, factsOf, makeKeys } from '#testing/exchange'
import { startHotPath } from '#testing/hot-path-process'
import { makeFolder } from './center.ts'
import { questionOf } from './exchange-load.ts'
import type { PlainOrder } from './exchange-plain-process.ts'
import { cpuOfTree } from './processes.ts'
import { stopProcess } from './served.ts'

export type Chain = {
  /** Where clients ask. */
  readonly port: number
  /** Asks for an answer of so many bytes. */
  question(size: number): string
  /** CPU seconds of its two hops. */
  cpu(): number
  /** Its two hops, the client's first. */
  readonly pids: readonly [number, number]
}

export type Chains = AsyncDisposable & {
  readonly ours: Chain
  readonly plain: Chain
  readonly serviceCpu: () => number
}

const here = import.meta.dirname

export async function openChains(profiles = false): Promise<Chains> {
  const folder = makeFolder('exchange')
  const children: ChildProcess[] = []
  const keep = (child: ChildProcess): ChildProcess => {
    children.push(child)
    return child
  }
  const service = keep(fork(join(here, 'exchange-service-process.ts')))
  const [servicePort] = (await once(service, 'message')) as [number]

  const authority = await makeAuthority()
  const keys = {
    consumer: await makeKeys(authority, 'consumer'),
    provider: await makeKeys(authority, 'provider'),
  }
  const first = configurationOf(authority, keys.consumer, keys.provider)
  const target = `http://127.0.0.1:${servicePort}`
  const profile = (name: string) =>
    profiles ? ['--cpu-prof', '--cpu-prof-dir=/tmp/gate/prof', `--cpu-prof-name=${name}`] : []
  const provider = await startHotPath(
    factsOf('gateway-provider', keys.provider, first, { target }),
    keys.provider,
    { file: join(folder, 'provider.db'), args: profile('provider.cpuprofile') },
  )
  keep(provider.child)
  const configuration = atPort(first, provider.ports.peers)
  const consumer = await startHotPath(
    factsOf('gateway-consumer', keys.consumer, configuration),
    keys.consumer,
    { file: join(folder, 'consumer.db'), args: profile('consumer.cpuprofile') },
  )
  keep(consumer.child)

  const startPlain = async (
    order: Omit<PlainOrder, 'ca' | 'key' | 'cert'>,
    name: 'consumer' | 'provider',
  ) => {
    const child = keep(fork(join(here, 'exchange-plain-process.ts')))
    const { keyPem: key, pem: cert } = keys[name].tls
    child.send({ ...order, key, cert, ca: pem(authority.root) })
    const [port] = (await once(child, 'message')) as [number]
    return { child, port }
  }
  const plainProvider = await startPlain(
    { listens: 'tls', next: { secure: false, port: servicePort, path: '' } },
    'provider',
  )
  const plainConsumer = await startPlain(
    { listens: 'plain', next: { secure: true, port: plainProvider.port, path: '' } },
    'consumer',
  )
  const question = (size: number) =>
    questionOf(at(`/of/079203001234/size/${size}`), { 'X-Road-Client': client })
  return {
    ours: chainOf(consumer.ports.clients, consumer.child, provider.child, question),
    plain: chainOf(plainConsumer.port, plainConsumer.child, plainProvider.child, question),
    serviceCpu: () => cpuOfTree(service.pid as number),
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(stopProcess))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function chainOf(
  port: number,
  one: ChildProcess,
  other: ChildProcess,
  question: Chain['question'],
): Chain {
  const pids = [one.pid as number, other.pid as number] as const
  return { port, question, pids, cpu: () => pids.reduce((sum, it) => sum + cpuOfTree(it), 0) }
}
