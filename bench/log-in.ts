/**
 * Log-ins with a passkey per CPU-second, through HTTP with challenge, session and log in the
 * database, against the bare verification of the same assertions by the library; and what it costs
 * to know who calls. The client's own work (signing, HTTP) is counted on both sides.
 */
import { join } from 'node:path'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { get } from '#portal/software-authenticator.ts'
import { cpuSeconds } from '#testing/cpu'
import { openCaller } from '#testing/house'
import { openFreshCenter } from '#testing/judging'
import { enrol } from '#testing/people'

const count = Number(process.argv[2] ?? 1_500)
const atOnce = 8
const api = '/api/identity/v1'

await using bench = await openFreshCenter({ NDC_TRUST_PROXY: '127.0.0.1' })
const { center } = bench
const { caller, passkey } = await enrol(center)

async function measure(name: string, times: number, work: () => Promise<unknown>) {
  for (let warm = 0; warm < 50; warm++) await work()
  const dataDir = join(bench.folder, 'data')
  const [cpu, from] = [cpuSeconds(dataDir), performance.now()]
  let left = times
  const worker = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const used = cpuSeconds(dataDir) - cpu
  const wall = (performance.now() - from) / 1000
  return { name, 'per CPU-second': times / used, 'ms CPU each': (1000 * used) / times, wall }
}

// Sixty-four log-ins from one address, then from another: a nation's limits are not one caller's.
let logIns = 0
const fromElsewhere = () => {
  const house = logIns++ >> 6
  return { 'x-forwarded-for': `10.0.${house >> 8}.${house & 255}` }
}

const ours = await measure('ours: log-in over HTTP', count, async () => {
  const browser = openCaller(center.url)
  const headers = fromElsewhere()
  const { body } = await browser.post(`${api}/log-ins/passkey/options`, {}, headers)
  const response = await get(passkey, body.options, center.url)
  const answer = await browser.post(`${api}/log-ins/passkey`, { id: body.id, response }, headers)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
})

const { rows } = await center.kernel.database
  .pool('identity')
  .query<{ public_key: Buffer }>('select public_key from identity.passkey limit 1')
const challenge = Buffer.alloc(32, 1).toString('base64url')
const peer = await measure('@simplewebauthn alone', count, async () => {
  const response = await get(passkey, { challenge, rpId: 'localhost' }, center.url)
  await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: center.url,
    expectedRPID: 'localhost',
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(rows[0]?.public_key ?? []),
      counter: 0,
    },
  })
})

const cookie = [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const asking = (headers: Record<string, string>) => async () => {
  const { statusCode } = await center.server.inject({ url: `${api}/sessions/current`, headers })
  if (statusCode !== 200) throw new Error(`The session was not told: ${statusCode}`)
}
const stranger = await measure('a call of a stranger', 5_000, asking({}))
const known = { cookie, 'x-forwarded-for': '10.1.0.1' }
const person = await measure('a call of a person', 5_000, asking(known))

console.table([ours, peer, stranger, person])
const headline = {
  name: 'log-in',
  ours: Math.round(ours['per CPU-second']),
  peer: Math.round(peer['per CPU-second']),
  ratio: Math.round((100 * ours['per CPU-second']) / peer['per CPU-second']) / 100,
  unit: 'passkey log-ins per CPU-second',
}
process.stdout.write(`${JSON.stringify(headline)}\n`)
