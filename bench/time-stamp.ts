/** RFC 3161 time-stamps per CPU-second against the same token composed with pkijs. */
import { createHash, generateKeyPairSync, webcrypto } from 'node:crypto'
import { agency } from '#testing/authority'
import { cpuSeconds } from '#testing/cpu'
import { openFreshCenter } from '#testing/judging'
import { openPeer } from './stand/peers.ts'

const count = Number(process.argv[2] ?? 20_000)

await using bench = await openFreshCenter()
const { trustServices } = bench.center.rooms
const digest = createHash('sha256').update('data').digest()

async function measure(name: string, times: number, work: () => Promise<unknown>) {
  for (let warm = 0; warm < 500; warm++) await work()
  const cpu = cpuSeconds()
  for (let nth = 0; nth < times; nth++) await work()
  return { name, 'per CPU-second': times / (cpuSeconds() - cpu) }
}

const ours = await measure('ours', count, () => trustServices.timeStamp(digest))

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { certificateChain } = await trustServices.certify({
  profile: 'system',
  organisation: agency,
  publicKey: publicKey.export({ type: 'spki', format: 'der' }),
})
const key = await webcrypto.subtle.importKey(
  'pkcs8',
  privateKey.export({ type: 'pkcs8', format: 'der' }),
  { name: 'ECDSA', namedCurve: 'P-256' },
  false,
  ['sign'],
)
type Peer = {
  openPkijs(
    key: webcrypto.CryptoKey,
    chain: readonly Buffer[],
    digest: Buffer,
  ): () => Promise<ArrayBuffer>
}
const { openPkijs } = await openPeer<Peer>('pkijs')
const stampWithPkijs = openPkijs(key, certificateChain, digest)
const peer = await measure('pkijs', Math.ceil(count / 8), stampWithPkijs)

console.table([ours, peer])
const headline = {
  name: 'time-stamp',
  ours: Math.round(ours['per CPU-second']),
  peer: Math.round(peer['per CPU-second']),
  ratio: Math.round(ours['per CPU-second'] / peer['per CPU-second']),
  unit: 'time-stamp tokens per CPU-second',
}
process.stdout.write(`${JSON.stringify(headline)}\n`)
