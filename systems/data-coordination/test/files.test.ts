import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { type FileManifest, pieceBytes } from '../domain/batch-file.ts'
import { fetchFile } from '../feeds/file-fetch.ts'
import {
  answered,
  asked,
  client,
  files,
  type OwnPair,
  openOwnGateway,
  openOwnPair,
  until,
} from './own-gateways.ts'

const hex = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const digest = (bytes: Buffer): Record<string, string> => ({
  'repr-digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
})
const door = `/b1/${files}`

async function put(url: string, name: string, body: Buffer, headers: Record<string, string> = {}) {
  return answered(
    await fetch(`${url}${door}/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv', ...headers },
      body: new Uint8Array(body),
    }),
  )
}

async function received(url: string, name: string): Promise<number> {
  const head = await fetch(`${url}${door}/${name}`, { method: 'HEAD' })
  return head.status === 404 ? -1 : Number(head.headers.get('upload-offset'))
}

/** Sends the beginning of a file and breaks off. */
async function cut(url: string, name: string, body: Buffer, upTo: number): Promise<void> {
  const { port } = new URL(url)
  const headers = { 'content-type': 'text/csv', 'content-length': body.length }
  const sent = request({ port, host: '127.0.0.1', path: `${door}/${name}`, method: 'PUT', headers })
  sent.on('error', () => undefined)
  sent.write(body.subarray(0, upTo))
  await until(() => sent.writableLength === 0)
  await new Promise((resolve) => setTimeout(resolve, 100))
  sent.destroy()
}

function order({ consumer, folder }: OwnPair, name: string) {
  return { gateway: consumer.url, client, service: files, name, to: join(folder, name), pace: 0.05 }
}

test('a file is put, listed, and fetched piece by piece through the signed exchange', async () => {
  await using pair = await openOwnPair()
  const { provider, consumer } = pair
  const body = randomBytes(pieceBytes + 4_321)
  const made = await put(provider.url, 'list.csv', body, digest(body))
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const manifest = made.body as FileManifest
  assert.deepEqual(
    [manifest.size, manifest.sha256, manifest.mediaType],
    [body.length, hex(body), 'text/csv'],
  )
  assert.equal(manifest.pieces[1], hex(body.subarray(pieceBytes)))
  assert.equal((await put(provider.url, 'empty', Buffer.alloc(0))).status, 201)

  const listed = await asked(consumer.url, 'GET', `/r1/${files}`)
  assert.deepEqual(
    (listed.body.files as FileManifest[]).map((it) => it.name),
    ['empty', 'list.csv'],
  )
  const told: number[] = []
  const whole = order(pair, 'list.csv')
  await fetchFile({ ...whole, progress: (count) => told.push(count) })
  assert.deepEqual(told, [pieceBytes, body.length])
  assert.ok(readFileSync(whole.to).equals(body))
  assert.ok(!existsSync(`${whole.to}.part`))
  await fetchFile(order(pair, 'empty'))
  assert.equal(statSync(order(pair, 'empty').to).size, 0)

  const range = await fetch(`${consumer.url}/r1/${files}/list.csv`, {
    headers: { 'x-road-client': client, range: 'bytes=10-19' },
  })
  assert.equal(range.status, 206)
  assert.ok(Buffer.from(await range.arrayBuffer()).equals(body.subarray(10, 20)))
  const odd = await fetch(`${consumer.url}/r1/${files}/list.csv`, {
    headers: { 'x-road-client': client, range: `bytes=${pieceBytes - 7}-${pieceBytes + 6}` },
  })
  assert.ok(
    Buffer.from(await odd.arrayBuffer()).equals(body.subarray(pieceBytes - 7, pieceBytes + 7)),
  )

  const folder = join(dirname(provider.store.file), 'files')
  for (const it of readdirSync(folder)) {
    assert.ok(!readFileSync(join(folder, it)).includes(body.subarray(0, 16)), 'encrypted at rest')
  }
})

test('a transfer that is cut off on its way in goes on where it was', async () => {
  await using pair = await openOwnPair()
  const { provider } = pair
  const body = randomBytes(pieceBytes + 3_000_000)
  await cut(provider.url, 'cut.bin', body, pieceBytes + 1_000_001)
  await until(async () => (await received(provider.url, 'cut.bin')) > pieceBytes)
  const at = await received(provider.url, 'cut.bin')
  const listed = await asked(pair.consumer.url, 'GET', `/r1/${files}`)
  assert.deepEqual(listed.body.files, [], 'what is not whole has no name yet')
  const wrong = await put(provider.url, 'cut.bin', body.subarray(7), {
    'content-range': `bytes 7-${body.length - 1}/${body.length}`,
  })
  assert.deepEqual([wrong.status, wrong.body.received], [416, at])
  const middle = at + 500_000
  const half = await put(provider.url, 'cut.bin', body.subarray(at, middle), {
    'content-range': `bytes ${at}-${middle - 1}/${body.length}`,
  })
  assert.deepEqual([half.status, half.body], [202, { received: middle }])
  const rest = await put(provider.url, 'cut.bin', body.subarray(middle), {
    ...digest(body),
    'content-range': `bytes ${middle}-${body.length - 1}/${body.length}`,
  })
  assert.deepEqual([rest.status, rest.body.sha256], [201, hex(body)])
  assert.equal(rest.body.pieces[1], hex(body.subarray(pieceBytes)))
})

test('a fetch that is cut off goes on with what is there, and mends what was changed', async () => {
  await using pair = await openOwnPair()
  const { provider } = pair
  const body = randomBytes(pieceBytes + 99)
  await put(provider.url, 'big.bin', body)
  const ending = new AbortController()
  const whole = order(pair, 'big.bin')
  const stopped = fetchFile({ ...whole, signal: ending.signal, progress: () => ending.abort() })
  await assert.rejects(stopped)
  assert.ok(!existsSync(whole.to) && statSync(`${whole.to}.part`).size === pieceBytes)
  const told: number[] = []
  await fetchFile({ ...whole, progress: (count) => told.push(count) })
  assert.deepEqual(told, [body.length], 'only what was missing is asked for')
  assert.ok(readFileSync(whole.to).equals(body))

  const damaged = Buffer.from(body)
  damaged[pieceBytes + 5] = (damaged[pieceBytes + 5] ?? 0) ^ 1
  const again = { ...whole, to: join(pair.folder, 'again.bin') }
  writeFileSync(`${again.to}.part`, damaged)
  await fetchFile(again)
  assert.ok(readFileSync(again.to).equals(body))
})

test('a piece that was changed on the disk of the provider is never taken', async () => {
  await using pair = await openOwnPair()
  const { provider } = pair
  await put(provider.url, 'x.bin', randomBytes(50_000))
  const folder = join(dirname(provider.store.file), 'files')
  const path = join(folder, readdirSync(folder)[0] ?? '')
  const sealed = readFileSync(path)
  sealed[40_000] = (sealed[40_000] ?? 0) ^ 1
  writeFileSync(path, sealed)
  const whole = order(pair, 'x.bin')
  await assert.rejects(fetchFile(whole), /not what the manifest says/)
  assert.ok(!existsSync(whole.to))
})

test('what is wrong is refused: digests, names, double sending, quota', async () => {
  await using pair = await openOwnPair({ provider: { fileLimits: { quota: 100_000, days: 30 } } })
  const { provider, consumer } = pair
  const body = randomBytes(60_000)
  const wrong = await put(provider.url, 'a.bin', body, digest(Buffer.from('other')))
  assert.equal(wrong.status, 400)
  assert.equal(await received(provider.url, 'a.bin'), -1, 'nothing of it is kept')
  assert.equal((await put(provider.url, 'a.bin', body)).status, 201)
  assert.equal((await put(provider.url, 'a.bin', body, digest(body))).status, 200, 'the same again')
  assert.equal((await put(provider.url, 'a.bin', Buffer.from('other'))).status, 409)
  const full = await put(provider.url, 'b.bin', body)
  assert.deepEqual([full.status, full.body.type], [413, 'Client.QuotaExceeded'])
  assert.equal((await put(provider.url, '.hidden', body)).status, 400)
  assert.equal((await put(provider.url, 'z', body, { 'content-encoding': 'gzip' })).status, 400)
  assert.equal(
    (await put(consumer.url, 'c.bin', body)).status,
    401,
    'only the provider’s own systems',
  )
  assert.equal((await asked(provider.url, 'DELETE', `${door}/a.bin`)).status, 204)
  assert.equal((await put(provider.url, 'b.bin', body)).status, 201)
  await assert.rejects(fetchFile(order(pair, 'a.bin')), /It is not there/)
  await assert.rejects(fetchFile({ ...order(pair, 'a.bin'), service: 'VN/GOV' }), /no service/)
})

test('files are let go of when their time is over, and what a crash left is tidied up', async () => {
  let now = Date.now()
  const clock = { now: () => new Date(now), elapsedMs: () => performance.now() }
  await using pair = await openOwnPair()
  const { provider } = pair
  await put(provider.url, 'old.bin', randomBytes(1_000))
  const folder = dirname(provider.store.file)
  writeFileSync(join(folder, 'files', 'left-over'), 'x')
  await provider[Symbol.asyncDispose]()
  now += 31 * 86_400_000
  const { facts } = pair
  const expiresAt = new Date(now + 86_400_000).toISOString()
  const configuration = { ...facts.provider.configuration, expiresAt }
  await using later = await openOwnGateway({ ...facts.provider, configuration }, folder, { clock })
  await until(async () => (await received(later.url, 'old.bin')) === -1)
  await until(() => readdirSync(join(folder, 'files')).length === 0)
})

test('the command line fetches a file, and tells in words why it cannot', async () => {
  await using pair = await openOwnPair()
  const body = randomBytes(70_000)
  await put(pair.provider.url, 'list.csv', body)
  const ndc = (name: string) => {
    const { gateway, to } = order(pair, 'list.csv')
    const where = ['--to', to, '--as', client, '--gateway', gateway, '--json', '--language', 'en']
    const args = ['cli/ndc.ts', 'gateway', 'fetch', files, name, ...where]
    return promisify(execFile)(process.execPath, args)
  }
  const { stdout } = await ndc('list.csv')
  const told = JSON.parse(stdout) as { file: string; sha256: string }
  assert.equal(told.sha256, hex(body))
  assert.ok(readFileSync(told.file).equals(body))
  const failed = await ndc('other.csv').catch((error: { code: number; stderr: string }) => error)
  assert.ok('code' in failed && failed.code === 1)
  assert.match(failed.stderr, /It is not there/)
})
