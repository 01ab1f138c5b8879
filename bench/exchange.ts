/**
 * Signed exchanges through two gateways, with evidence durable on both sides before each answer,
 * against the plain chain: the same hops with the same HTTP code and mutual TLS that neither sign
 * nor keep anything; and against the sum of the signatures that an exchange needs (two made, two
 * checked). Client, both gateways and the service are processes of their own on this machine.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { type Chain, openChains } from './stand/exchange-chains.ts'
import { askInParallel, type Loaded } from './stand/exchange-load.ts'
import { median, printTable, quantile, say } from './stand/report.ts'

const [rounds = 3, seconds = 4] = process.argv.slice(2).map(Number)
const [kB, MB] = [1024, 1_048_576]

type Slice = { readonly perSecond: number; readonly cpuMs: number; readonly loaded: Loaded }

async function measure(chain: Chain, size: number, connections: number, rate?: number) {
  const before = chain.cpu()
  const load = { connections, seconds, ...(rate !== undefined && { perSecond: rate }) }
  const loaded = await askInParallel(chain.port, chain.question(size), load)
  const cpuMs = ((chain.cpu() - before) * 1000) / loaded.count
  return { perSecond: loaded.count / loaded.seconds, cpuMs, loaded } satisfies Slice
}

type Pair = { readonly ours: Slice; readonly plain: Slice }

const ms = (it: Slice, share: number) => quantile(it.loaded.latencies, share)
const mid = (all: readonly Pair[], of: (it: Pair) => number) => median(all.map(of))

await using chains = await openChains()
// Code that has hardly run is slow: a first load, as it would be after a minute of service.
for (const it of [chains.plain, chains.ours]) {
  await askInParallel(it.port, it.question(kB), { connections: 64, seconds: 10 })
}

/** Ours and the plain chain in turn; a first round warms up and does not count. */
async function inTurn(size: number, connections: number, rate?: number): Promise<Pair[]> {
  const all: Pair[] = []
  for (let round = 0; round <= rounds; round++) {
    const plain = await measure(chains.plain, size, connections, rate)
    const ours = await measure(chains.ours, size, connections, rate)
    if (round > 0) all.push({ ours, plain })
  }
  return all
}

const table: (string | number)[][] = [
  ['answer', 'in flight', '/s', 'plain /s', 'CPU ms', 'plain', 'ratio', 'p50 ms', 'p99 ms'],
]
let [best, plainBest, ratio] = [0, 0, 0]
const cases = [
  [kB, [1, 16, 64, 300]],
  [100 * kB, [1, 16, 64]],
  [10 * MB, [1, 4, 16]],
] as const
for (const [size, flights] of cases) {
  for (const connections of flights) {
    const all = await inTurn(size, connections)
    const perCpu = mid(all, ({ ours, plain }) => plain.cpuMs / ours.cpuMs)
    const perSecond = mid(all, (it) => it.ours.perSecond)
    const plainPerSecond = mid(all, (it) => it.plain.perSecond)
    if (size === kB && perSecond > best) {
      ;[best, plainBest, ratio] = [perSecond, plainPerSecond, perCpu]
    }
    table.push([
      size < MB ? `${size / kB} KB` : `${size / MB} MB`,
      connections,
      perSecond,
      plainPerSecond,
      mid(all, (it) => it.ours.cpuMs),
      mid(all, (it) => it.plain.cpuMs),
      perCpu,
      mid(all, (it) => ms(it.ours, 0.5)),
      mid(all, (it) => ms(it.ours, 0.99)),
    ])
  }
}
printTable(table)

const { perSecond: full } = await measure(chains.ours, kB, 64)
const half = await inTurn(kB, 64, full / 2)
const added = (share: number) => mid(half, ({ ours, plain }) => ms(ours, share) - ms(plain, share))
printTable([
  ['1 KB at half of that load', 'ours', 'plain', 'added', 'goal'],
  [
    'p50 ms',
    mid(half, (it) => ms(it.ours, 0.5)),
    mid(half, (it) => ms(it.plain, 0.5)),
    added(0.5),
    '5',
  ],
  [
    'p99 ms',
    mid(half, (it) => ms(it.ours, 0.99)),
    mid(half, (it) => ms(it.plain, 0.99)),
    added(0.99),
    '25',
  ],
])

say(
  `The signatures of an exchange, two made and two checked: ${signaturesMs().toFixed(3)} ms of CPU.`,
)
const rounded = (value: number) => Number(value.toFixed(3))
say(
  JSON.stringify({
    name: 'exchange',
    ours: Math.round(best),
    peer: Math.round(plainBest),
    ratio: rounded(ratio),
    unit: 'signed exchanges of 1 KB per second, durable on both sides; ratio per CPU of both hops',
  }),
)

/** CPU milliseconds for two signatures made and two checked, over texts as long as ours. */
function signaturesMs(count = 3_000): number {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const text = Buffer.alloc(900, 'a')
  const made = sign('sha256', text, privateKey)
  const from = process.cpuUsage()
  for (let nth = 0; nth < count; nth++) {
    sign('sha256', text, privateKey)
    sign('sha256', text, privateKey)
    verify('sha256', text, publicKey, made)
    verify('sha256', text, publicKey, made)
  }
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000 / count
}
