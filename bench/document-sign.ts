/**
 * PAdES-B-LT signatures per CPU-second, database included, against @libpdf/core in the same run.
 * The peer gets its time-stamps and revocation data from here, ready made, and keeps no log.
 */
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { join } from 'node:path'
import { CryptoKeySigner, PDF } from '@libpdf/core'
import { agency } from '#testing/authority'
import { cpuSeconds } from '#testing/cpu'
import { openFreshCenter } from '#testing/judging'
import { samplePdf } from '#testing/pdf'

const count = Number(process.argv[2] ?? 2_000)
const peerCount = Math.ceil(count / 8)
const atOnce = 8

await using bench = await openFreshCenter()
const { trustServices } = bench.center.rooms
const pdf = samplePdf()

async function measure(name: string, times: number, dataDir: string | undefined, work: Work) {
  for (let warm = 0; warm < Math.min(times, 100); warm++) await work(warm)
  const [cpu, from] = [cpuSeconds(dataDir), performance.now()]
  let next = 0
  const worker = async () => {
    while (next < times) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const used = cpuSeconds(dataDir) - cpu
  const wall = (performance.now() - from) / 1000
  return { name, 'per CPU-second': times / used, 'ms CPU each': (1000 * used) / times, wall }
}
type Work = (nth: number) => Promise<unknown>

const ours = await measure('ours, B-LT, with log', count, join(bench.folder, 'data'), (nth) =>
  trustServices.signPdf({
    pdf,
    signer: { kind: 'agency', organisation: agency },
    reference: `bench ${nth}`,
    reason: 'Xác nhận thông tin về cư trú',
  }),
)

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
const [leaf, ...above] = certificateChain.map((it) => new Uint8Array(it))
const answer = new Uint8Array(1_200)
const peer = await measure('@libpdf/core, B-LT', peerCount, undefined, async () => {
  const file = await PDF.load(new Uint8Array(pdf))
  await file.sign({
    signer: new CryptoKeySigner(key, leaf as Uint8Array, 'EC', 'ECDSA', above),
    reason: 'Xác nhận thông tin về cư trú',
    level: 'B-LT',
    timestampAuthority: {
      timestamp: async (digest) =>
        new Uint8Array(await trustServices.timeStamp(Buffer.from(digest))),
    },
    revocationProvider: { getOCSP: async () => answer, getCRL: async () => answer },
  })
})

console.table([ours, peer])
const headline = {
  name: 'document-sign',
  ours: Math.round(ours['per CPU-second']),
  peer: Math.round(peer['per CPU-second'] * 10) / 10,
  ratio: Math.round((10 * ours['per CPU-second']) / peer['per CPU-second']) / 10,
  unit: 'B-LT signatures per CPU-second',
}
process.stdout.write(`${JSON.stringify(headline)}\n`)
