/**
 * OpenSSL and a short script in Python on the proof of a real exchange between two gateways:
 * `npm run judge -- evidence`.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type RunningGateway, startGateway } from '#data-coordination/gateway'
import { exportProofs, verifyProof } from '#data-coordination/inspection'
import { openLog } from '#kernel/log'
import { type Seat, takeSeat } from '#nation/hosting'
import { fetchAuthority } from '#testing/authority'
import { freePort } from '#testing/house'
import { type Bench, hold, type Judge } from '#testing/judging'
import { listen } from '#testing/programs'

export const programs = ['openssl', 'python3', 'unzip']
/** So many that the cast is among them. */
export const people = 200

const api = '/api/data-coordination/v1'
const script = join(import.meta.dirname, 'verify-evidence.py')
const service = 'VN/GOV/JUDGED/register/papers'

type Verdict = (file: string) => Promise<boolean>

export const judgeEvidence: Judge = async (bench, say) => {
  const { root, issuing } = await fetchAuthority(bench.center.url, bench.folder)
  const { name, bytes } = await exchangeAndExport(bench)
  const whole = join(bench.folder, name)
  writeFileSync(whole, bytes)
  const files = filesIn(bytes)
  say(`${name}: ${bytes.length} bytes, ${files.length} files`)

  const said = await ndc('evidence', 'verify', whole, '--root', root)
  assert.equal(said.status, 0, said.text)
  for (const line of said.text.trim().split('\n')) say(line)

  const rootText = (await listen('cat', [root])).text
  const judges: Record<string, Verdict> = {
    ndc: async (file) => verifyProof((await listen('cat', [file])).out, rootText).good,
    Python: async (file) => (await listen('python3', [script, file, root])).status === 0,
    OpenSSL: (file) => askOpenSsl(file, join(bench.folder, 'unpacked'), root, issuing),
  }
  const row = (title: string, cells: readonly string[]) =>
    say(`${title.padEnd(34)} ${cells.map((it) => it.padEnd(8)).join(' ')}`)
  row('changed', Object.keys(judges))
  const ask = async (title: string, file: string, expected: boolean): Promise<void> => {
    const cells: string[] = []
    for (const [who, judge] of Object.entries(judges)) {
      const good = await judge(file)
      cells.push(good ? 'good' : 'refused')
      assert.equal(good, expected, `${who} finds ${title}: ${good ? 'good' : 'not good'}`)
    }
    row(title, cells)
  }
  await ask('nothing', whole, true)
  const bent = join(bench.folder, 'bent.asice')
  for (const { name: part, from, length } of files) {
    // One bit in the middle, with the checksum of the ZIP made right again.
    writeFileSync(bent, flipped(bytes, from, from + Math.floor(length / 2)))
    await ask(part, bent, false)
  }

  let tried = 0
  for (let at = 0; at < bytes.length; at += 23, tried++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ (1 << (at % 8))
    assert.equal(verifyProof(changed, rootText).good, false, `byte ${at}`)
  }
  say(`ndc: ${tried} single bits anywhere in the file, each refused`)
}

/** The command line, as people use it. */
function ndc(...args: string[]) {
  const program = join(import.meta.dirname, '../../cli/ndc.ts')
  return listen(process.execPath, [program, ...args, '--language', 'en'])
}

type Part = { readonly name: string; readonly from: number; readonly length: number }

/** Where the files lie in a container. */
function filesIn(bytes: Buffer): Part[] {
  const found: Part[] = []
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [length, nameLength] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)]
    const from = at + 30 + nameLength
    found.push({ name: bytes.subarray(at + 30, from).toString(), from, length })
    at = from + length
  }
  return found
}

/** One bit changed, so that only what is in the file can tell. */
function flipped(bytes: Buffer, from: number, at: number): Buffer {
  const found = filesIn(bytes)
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] as number) ^ 1
  const part = found.find((it) => it.from === from) as Part
  const crc = crc32(changed.subarray(from, from + part.length))
  changed.writeUInt32LE(crc, from - Buffer.byteLength(part.name) - 30 + 14)
  // The directory repeats it.
  let central = (found.at(-1)?.from ?? 0) + (found.at(-1)?.length ?? 0)
  for (const { name } of found.slice(0, found.indexOf(part))) {
    central += 46 + Buffer.byteLength(name)
  }
  changed.writeUInt32LE(crc, central + 16)
  return changed
}

/** What the README in the container says to do. */
async function askOpenSsl(file: string, folder: string, root: string, issuing: string) {
  mkdirSync(folder, { recursive: true })
  const opened = await listen('unzip', ['-qo', file, '-d', folder])
  if (opened.status !== 0) return false
  const at = (name: string) => join(folder, name)
  const good = async (...args: string[]) => (await listen('openssl', args)).status === 0
  for (const side of ['request', 'response']) {
    const certificates = at(`${side}.certificates.pem`)
    const { text } = await listen('openssl', ['x509', '-in', certificates, '-noout', '-pubkey'])
    writeFileSync(at('key.pem'), text)
    const signature = ['-signature', at(`${side}.signature.der`), at(`${side}.base.txt`)]
    if (!(await good('dgst', '-sha256', '-verify', at('key.pem'), ...signature))) return false
    if (!(await good('verify', '-CAfile', root, '-untrusted', issuing, certificates))) return false
  }
  const stamps = {
    'batch.tst': 'batch.json',
    'META-INF/timestamp.tst': 'META-INF/ASiCManifest.xml',
  }
  for (const [token, data] of Object.entries(stamps)) {
    const what = ['-token_in', '-in', at(token), '-data', at(data), '-CAfile', root]
    if (!(await good('ts', '-verify', ...what))) return false
  }
  const manifest = (await listen('cat', [at('META-INF/ASiCManifest.xml')])).text
  const listed = manifest.matchAll(
    /URI="([^"]+)">\s*<ds:DigestMethod[^>]*>\s*<ds:DigestValue>([^<]+)/g,
  )
  for (const [, name = '', digest] of listed) {
    const { out } = await listen('openssl', ['dgst', '-sha256', '-binary', at(name)])
    if (out.toString('base64') !== digest) return false
  }
  return (await listen('cat', [at('mimetype')])).text === 'application/vnd.etsi.asic-e+zip'
}

/** Two gateways of a center exchange one message; the proof that the asking one gives of it. */
async function exchangeAndExport(bench: Bench) {
  const provider = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"papers":2}')
  })
  await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve))
  const opened: RunningGateway[] = []
  try {
    const [operator, steward] = [
      await takeSeat(bench.center.url, 'operator'),
      await takeSeat(bench.center.url, 'steward'),
    ]
    const asking = await bringIn(bench, operator, 'ASKING', 'app')
    opened.push(asking.gateway)
    const judged = await bringIn(bench, operator, 'JUDGED', 'register')
    opened.push(judged.gateway)
    await publish(
      steward,
      asking.subsystemId,
      judged.subsystemId,
      provider.address() as AddressInfo,
    )
    const answer = await call(asking.gateway)
    await asking.gateway.stamp()
    // The gateways run: their logs are asked for, not read.
    const [proof] = await exportProofs(asking.folder, answer)
    assert.ok(proof)
    for (const { folder } of [asking, judged]) {
      const { text, status } = await ndc('evidence', 'check', '--data', folder)
      assert.equal(status, 0, text)
      assert.match(text, /The log is whole/)
    }
    await asking.gateway.archive()
    const put = ['--data', asking.folder, '--archive', archiveOf(asking.folder)]
    const out = join(bench.folder, 'from-archive')
    mkdirSync(out)
    const taken = await ndc('evidence', 'export', answer, ...put, '--out', out)
    assert.equal(taken.status, 0, taken.text)
    assert.ok(readFileSync(taken.text.trim()).length > 0)
    const told = await ndc('gateway', 'status', '--data', asking.folder)
    assert.equal(told.status, 0, told.text)
    return proof
  } finally {
    await Promise.all(opened.map((it) => it.close()))
    provider.close()
    provider.closeAllConnections()
  }
}

/** Where a gateway puts its log away. */
const archiveOf = (home: string) => `${home}-archive`

/** Asks until the grant has reached both gateways; the X-Road-Id of the answer. */
async function call({ ports }: RunningGateway): Promise<string> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${ports.clients}/r1/${service}?year=2026`, {
      headers: { 'x-road-client': 'VN/GOV/ASKING/app' },
    })
    const text = await answer.text()
    if (answer.ok) return answer.headers.get('x-road-id') ?? ''
    assert.ok(tries < 100, text)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function bringIn({ center, folder }: Bench, operator: Seat, code: string, system: string) {
  const words = { vi: `Cơ quan ${code}`, en: `Agency ${code}` }
  const member = { memberClass: 'GOV', code, name: words, organisationId: null }
  type Made = { id: string; token: string }
  const { id: memberId } = await operator.send<Made>('POST', `${api}/members`, member)
  const subsystem = { code: system, name: words, plain: true }
  const path = `${api}/members/${memberId}/subsystems`
  const { id: subsystemId } = await operator.send<Made>('POST', path, subsystem)
  const invitation = { memberId, name: code, subsystemIds: [subsystemId] }
  const { id, token } = await operator.send<Made>('POST', `${api}/gateways`, invitation)
  const port = await freePort()
  const local = { host: '127.0.0.1', port: 0 }
  const home = join(folder, code)
  const gateway = await startGateway({
    folder: home,
    version: 'judged',
    clock: center.kernel.clock,
    log: openLog('silent'),
    pace: { pollMs: 100 },
    archive: { target: { kind: 'folder', folder: archiveOf(home) }, retentionDays: 365 },
    tell: (news) => {
      if (news.kind !== 'waiting') return
      operator.send('POST', `${api}/gateways/${id}/approval`, {}).catch(() => undefined)
    },
    join: {
      token,
      address: `https://127.0.0.1:${port}`,
      listen: { peers: { host: '127.0.0.1', port }, clients: local },
    },
  })
  return { gateway, subsystemId, folder: home }
}

async function publish(
  steward: Seat,
  clientId: string,
  subsystemId: string,
  { port }: AddressInfo,
): Promise<void> {
  type Made = { id: string }
  const title = { vi: 'Giấy tờ', en: 'Papers' }
  const paths = { '/': { get: { responses: { 200: { description: 'Papers' } } } } }
  const { id: serviceId } = await steward.send<Made>('POST', `${api}/services`, {
    subsystemId,
    code: 'papers',
    kind: 'rest',
    version: 'v1',
    contract: JSON.stringify({ openapi: '3.1.0', info: { title: 'Papers', version: '1' }, paths }),
    title,
    description: title,
    layer: 'ministry',
    dataClass: 'open',
    basis: 'Luật Dữ liệu 60/2024/QH15',
    fields: [],
    subject: null,
    acceptsId: false,
    keepsBodies: false,
    availability: 99,
    p95Ms: 1_000,
    timeoutMs: 3_000,
    targetUrl: `http://127.0.0.1:${port}/papers`,
  })
  const basis = 'Luật Dữ liệu 60/2024/QH15, điều 14'
  const { id } = await steward.send<Made>('POST', `${api}/requests`, {
    clientId,
    serviceId,
    purposes: [{ code: 'case', words: title, basis, byConsent: false }],
    endpoints: null,
    fields: null,
    requestsPerMinute: 600,
    requestsPerDay: 10_000,
    until: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  })
  await steward.send('POST', `${api}/requests/${id}/approval`, {})
}

if (import.meta.main) await hold(judgeEvidence, programs, people)
