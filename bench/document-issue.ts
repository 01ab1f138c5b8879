/**
 * Documents per CPU-second, from the order that a decision leaves behind to both faces: the job
 * that draws the PDF, signs it (PAdES-B-LT) with a time-stamp and keeps it, and the copy for a
 * wallet (nonce, proof of its key, SD-JWT VC) over HTTP. The server and its database are counted,
 * with everything they log and record. Beside it stands what the raw signatures in it cost.
 */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { wait } from '#kernel/clock'
import { actAs, decide, submitResidence } from '#testing/cases'
import type { Caller } from '#testing/house'
import { makeFolder } from './stand/center.ts'
import { median, printHeadline, printTable } from './stand/report.ts'
import { type Served, serveCenter } from './stand/served.ts'

const [rounds = 5, count = 200] = process.argv.slice(2).map(Number)
const atOnce = 16
/** Signature of the PDF, time-stamp, credential: ECDSA over P-256 each. */
const signaturesInOne = 3
/** A round takes so long that one person stays below 600 calls of a route in a minute. */
const roundMs = (60_000 * count) / 550
const api = '/api/documents/v1'

const folder = makeFolder('center')
try {
  await using center = await serveCenter(
    folder,
    { NDC_NATION_PEOPLE: '400' },
    { program: 'issue-process' },
  )
  const wallets = await openWallets(center)
  const all: Round[] = []
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now()
    const it = await measure(center, wallets)
    if (round > 0) all.push(it)
    // One person may not call more often; CPU time is counted, so waiting costs nothing.
    if (round < rounds) await wait(Math.max(0, roundMs - (performance.now() - begun)))
  }
  report(all)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

type Wallet = { caller: Caller; key: CryptoKey; jwk: object }

/** The first document goes the whole way; its holder is logged in with as many wallets as ask. */
async function openWallets(center: Served): Promise<Wallet[]> {
  const mother = await actAs(center, 'mother')
  const officer = await actAs(center, 'commune-police')
  const { id } = await submitResidence(mother)
  const decided = await decide(center, officer, id)
  if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
  return Promise.all(
    Array.from({ length: atOnce }, async () => {
      const { publicKey, privateKey } = await generateKeyPair('ES256')
      const { caller } = await actAs(center, 'mother')
      return { caller, key: privateKey, jwk: await exportJWK(publicKey) }
    }),
  )
}

async function takeCopy(it: Wallet, documentId: string): Promise<void> {
  const { body } = await it.caller.post(`${api}/documents/nonce`)
  const proof = await new SignJWT({ nonce: body.nonce })
    .setProtectedHeader({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: it.jwk })
    .setAudience(body.audience)
    .setIssuedAt()
    .sign(it.key)
  const path = `${api}/documents/${documentId}/credentials`
  const { status, body: answer } = await it.caller.post(path, { proof })
  if (status !== 200) throw new Error(JSON.stringify(answer))
}

/** Milliseconds of CPU for one document, by part. */
type Round = { pdf: number; copy: number; database: number; raw: number }

async function measure(center: Served, wallets: readonly Wallet[]): Promise<Round> {
  const [before, databaseBefore] = [center.cpu(), center.databaseCpu()]
  const told = once(center.process, 'message')
  center.process.send(count)
  const [{ documents }] = (await told) as [{ documents: string[] }]
  if (documents.length !== count) throw new Error(`${documents.length} documents were issued.`)
  const between = center.cpu()
  const left = [...documents]
  await Promise.all(
    wallets.map(async (it) => {
      for (let id = left.pop(); id; id = left.pop()) await takeCopy(it, id)
    }),
  )
  const [after, databaseAfter] = [center.cpu(), center.databaseCpu()]
  const each = (seconds: number) => (1000 * seconds) / count
  return {
    pdf: each(between - before),
    copy: each(after - between),
    database: each(databaseAfter - databaseBefore),
    raw: rawSignatures(),
  }
}

/** What as many bare signatures take, by the same library underneath. */
function rawSignatures(): number {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const data = randomBytes(200)
  const times = signaturesInOne * 2_000
  const before = process.cpuUsage()
  for (let nth = 0; nth < times; nth++) sign('sha256', data, privateKey)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1000 / times) * signaturesInOne
}

function report(all: Round[]): void {
  const ms = (of: (it: Round) => number) => median(all.map(of))
  const whole = ms((it) => it.pdf + it.copy)
  const raw = ms((it) => it.raw)
  const row = (title: string, value: number) => [title, value.toFixed(2), Math.round(1000 / value)]
  printTable([
    ['for one document', 'ms of CPU', 'per CPU-second'],
    row(
      'PDF, signed B-LT with time-stamp, kept',
      ms((it) => it.pdf),
    ),
    row(
      'SD-JWT VC into a wallet over HTTP',
      ms((it) => it.copy),
    ),
    row('both', whole),
    row(
      'of which the database',
      ms((it) => it.database),
    ),
    row('its raw signatures (ECDSA P-256, three)', raw),
  ])
  printHeadline({
    name: 'document-issue',
    ours: 1000 / whole,
    peer: 1000 / raw,
    unit: 'documents per CPU-second; peer: the sum of their raw signatures',
  })
}
