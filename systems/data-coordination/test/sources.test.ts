import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openDuckDB } from '#engines/duckdb'
import { api, openStewardHouse, pipelineOf, type Steward } from './steward.ts'
import { workbook, zip } from './workbook.ts'

const loadOnly = { kind: 'full', until: 'profile' }

/** Loads a source as far as its profile. Returns the run and, where it went well, the columns. */
async function look(steward: Steward, code: string, settings: object) {
  const sourceId = await steward.source(settings)
  const declared = await steward.dataset(code, pipelineOf(sourceId))
  assert.equal(declared.status, 201, JSON.stringify(declared.body))
  const run = await steward.run(code, loadOnly)
  const { body } = await steward.caller.get(`${api}/runs/${run.id}/profile`)
  const columns = (body.columns ?? []) as { name: string; rows: number; greatest: string }[]
  return { run, columns: columns.map((it) => [it.name, it.rows, it.greatest]) }
}

test('files of every kind and encoding are landed as the text that stands in them', async () => {
  await using steward = await openStewardHouse()
  const file = async (bytes: Buffer | string, format: string, more: object = {}) => ({
    kind: 'file',
    uploadId: await steward.upload(bytes),
    format,
    ...more,
  })
  const excel = workbook([
    ['Mã', 'Tên'],
    [7, 'Đặng &amp; con'],
    [8, null],
  ])
  const fromExcel = await look(steward, 'excel', await file(excel, 'excel'))
  assert.deepEqual(fromExcel.columns, [
    ['Mã', 2, '8'],
    ['Tên', 2, 'Đặng & con'],
  ])
  const wide = Buffer.from('\ufeffmã,tên\r\n1,"Đặng\nHoa"\r\n', 'utf16le')
  const fromWide = await look(steward, 'wide', await file(wide, 'csv', { encoding: 'utf-16le' }))
  assert.deepEqual(fromWide.columns, [
    ['mã', 1, '1'],
    ['tên', 1, 'Đặng\nHoa'],
  ])
  const old = Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xd0, 0xf4, 0x2c, 0x31, 0x0a])
  const fromOld = await look(steward, 'old', await file(old, 'csv', { encoding: 'windows-1258' }))
  assert.equal(fromOld.columns[0]?.[2], 'Đô')
  const { house } = steward
  const folder = `${house.dataDir}/parquet`
  await using duck = await openDuckDB({
    folders: [folder],
    temporary: `${folder}/spill`,
    memoryMb: 256,
    threads: 1,
  })
  await duck.run(`copy (select 7 as n, date '2020-01-02' as d) to '${folder}/a.parquet'`)
  const { readFileSync } = await import('node:fs')
  const parquet = readFileSync(`${folder}/a.parquet`)
  assert.deepEqual((await look(steward, 'parquet', await file(parquet, 'parquet'))).columns, [
    ['n', 1, '7'],
    ['d', 1, '2020-01-02'],
  ])
})

test('a broken file ends its run with words that say where, and the file is still there', async () => {
  await using steward = await openStewardHouse()
  const bomb = zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(300 * 1_048_576) })
  const cases: [string, Buffer | string, string, RegExp][] = [
    ['few', 'a,b\n1,2\n3\n', 'csv', /Line 3/],
    ['quote', 'a,b\n1,2\n3,"x\n', 'csv', /Line 3/],
    ['latin', Buffer.from('a,b\n\xe9,2\n', 'latin1'), 'csv', /UTF-8/],
    ['huge', `a,b\n1,${'x'.repeat(1_500_000)}\n`, 'csv', /too long/],
    ['head', `"a,b\n1,2\n`, 'csv', /first line/],
    ['bomb', bomb, 'excel', /256 MB/],
    ['bomb-hidden', withHidden(zip({ a: 'b' }), bomb), 'excel', /not an Excel/],
    ['bomb-said', saying(zip({ a: 'b' }), 0xf000_0000), 'excel', /not an Excel/],
    ['nozip', 'a,b\n', 'excel', /not an Excel/],
    ['noparquet', 'PAR1 nothing', 'parquet', /malformed/],
  ]
  for (const [code, bytes, format, words] of cases) {
    const uploadId = await steward.upload(bytes)
    const { run } = await look(steward, code, { kind: 'file', uploadId, format })
    assert.equal(run.state, 'failed', code)
    assert.equal(run.error.code, 'data-coordination.file-broken', code)
    assert.match(run.error.detail.en, words)
    const { status, headers } = await steward.caller.send(
      'HEAD',
      `${api}/source-uploads/${uploadId}`,
      undefined,
      { 'tus-resumable': '1.0.0' },
    )
    assert.deepEqual([status, headers.get('upload-offset')], [200, headers.get('upload-length')])
  }
})

test('a paged service is read to its end; inner networks stay closed', async () => {
  await using steward = await openStewardHouse()
  const asked: string[] = []
  const server = createServer((request, reply) => {
    asked.push(`${request.url} ${String(request.headers['x-key'])}`)
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'))
    const rows = page < 3 ? [{ id: page, Ten: `Người ${page}`, nested: { a: [page] } }] : []
    reply.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { rows } }))
  })
  await new Promise<void>((done) => server.unref().listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const rest = {
    kind: 'rest',
    url: `http://127.0.0.1:${port}/people`,
    rows: '/data/rows',
    paging: { by: 'page', parameter: 'page', first: 1, sizeParameter: null, size: 10 },
    secretHeader: 'X-Key',
    secret: 'khóa'.normalize('NFD').replace(/\P{ASCII}/gu, ''),
  }
  const read = await look(steward, 'rest', rest)
  assert.deepEqual(read.columns, [
    ['id', 2, '2'],
    ['Ten', 2, 'Người 2'],
    ['nested', 2, '{"a":[2]}'],
  ])
  assert.deepEqual(
    asked,
    [1, 2, 3].map((it) => `/people?page=${it} khoa`),
  )
  const { body: listed } = await steward.caller.get(`${api}/sources`)
  assert.doesNotMatch(JSON.stringify(listed), /khoa/)

  const strange = await look(steward, 'strange', { ...rest, rows: '/nothing' })
  assert.match(strange.run.error.detail.en, /no array/)
  for (const [at, host] of [
    '10.0.0.1',
    '169.254.169.254',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
  ].entries()) {
    const { run } = await look(steward, `inner${at}`, { ...rest, url: `http://${host}/x` })
    assert.equal(run.error?.code, 'data-coordination.source-host-closed', host)
  }
  server.close()
  server.closeAllConnections()
  const away = await look(steward, 'away', rest)
  assert.deepEqual(
    [away.run.state, away.run.error.code],
    ['failed', 'data-coordination.source-away'],
  )
})

test('an object is fetched from object storage with a signed address', async () => {
  await using steward = await openStewardHouse()
  const asked: URL[] = []
  const server = createServer((request, reply) => {
    asked.push(new URL(request.url ?? '', 'http://x'))
    const found = request.url?.includes('missing') !== true
    reply.writeHead(found ? 200 : 404).end('a;b\n1;2\n')
  })
  await new Promise<void>((done) => server.unref().listen(0, '127.0.0.1', done))
  const s3 = {
    kind: 's3',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'vn-1',
    bucket: 'agency',
    key: 'dữ liệu/a b.csv',
    accessKey: 'AK',
    secret: 'never shown',
    format: 'csv',
  }
  assert.deepEqual((await look(steward, 'stored', s3)).columns, [
    ['a', 1, '1'],
    ['b', 1, '2'],
  ])
  assert.equal(asked[0]?.pathname, '/agency/d%E1%BB%AF%20li%E1%BB%87u/a%20b.csv')
  assert.match(asked[0]?.searchParams.get('X-Amz-Signature') ?? '', /^[0-9a-f]{64}$/)
  const missing = await look(steward, 'missing', { ...s3, key: 'missing.csv' })
  assert.match(missing.run.error.detail.en, /HTTP 404/)
  server.close()
  server.closeAllConnections()
})

/** An archive in front of which another lies, which readers of ZIP64 see in its place. */
function withHidden(shown: Buffer, hidden: Buffer): Buffer {
  const [end, hiddenEnd] = [shown.length - 22, hidden.length - 22]
  const directory = shown.readUInt32LE(end + 16)
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(BigInt(hidden.readUInt16LE(hiddenEnd + 10)), 32)
  record.writeBigUInt64LE(BigInt(hidden.readUInt32LE(hiddenEnd + 16)), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(hidden.length + end), 8)
  const tail = Buffer.from(shown)
  tail.writeUInt32LE(directory + hidden.length, end + 16)
  tail.writeUInt32LE(hidden.length, directory + 42)
  const [before, after] = [tail.subarray(0, end), tail.subarray(end)]
  return Buffer.concat([hidden, before, record, locator, after])
}

/** An archive whose first entry says another size than it has. */
function saying(archive: Buffer, size: number): Buffer {
  const directory = archive.readUInt32LE(archive.length - 22 + 16)
  archive.writeUInt32LE(size, directory + 24)
  return archive
}
