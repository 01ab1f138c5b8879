import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DuckDBFault, identifier, openDuckDB } from '#engines/duckdb'

const folder = mkdtempSync(join(tmpdir(), 'ndc-duckdb-'))
after(() => rmSync(folder, { recursive: true }))
const limits = { memoryMb: 256, threads: 1 }
const open = (signal?: AbortSignal) =>
  openDuckDB({
    folders: [join(folder, 'data')],
    temporary: join(folder, 'spill'),
    ...limits,
    ...(signal && { signal }),
  })

test('it reads and writes the folders that were named, and nothing beside them', async () => {
  await using duck = await open()
  const file = join(folder, 'data', 'one.parquet')
  await duck.run(`copy (select 1 as n) to '${file}' (format parquet)`)
  assert.deepEqual(await duck.rows('select n from read_parquet($1)', [file]), [{ n: 1 }])
  writeFileSync(join(folder, 'secret.csv'), 'a\n1\n')
  for (const path of [
    '/etc/passwd',
    join(folder, 'secret.csv'),
    join(folder, 'data', '..', 'secret.csv'),
    'https://example.org/a.csv',
  ]) {
    await assert.rejects(duck.rows('select * from read_csv($1)', [path]), DuckDBFault, path)
  }
  for (const statement of [
    "set allowed_directories = ['/']",
    'set enable_external_access = true',
    'reset lock_configuration',
    'install httpfs',
    'load httpfs',
    `attach '${join(folder, 'secret.db')}' as other`,
    `copy (select 1) to '${join(folder, 'out.csv')}'`,
  ]) {
    await assert.rejects(duck.run(statement), DuckDBFault, statement)
  }
})

test('whatever a name or a value holds, it stays a name or a value', async () => {
  await using duck = await open()
  const name = 'a"; drop table t; --'
  const value = "x'; drop table t; --"
  await duck.run(`create table t as select $1 as ${identifier(name)}`, [value])
  assert.deepEqual(await duck.rows(`select ${identifier(name)} from t`), [{ [name]: value }])
})

test('a fault says its kind and line, and never the data', async () => {
  await using duck = await open()
  const file = join(folder, 'data', 'broken.csv')
  writeFileSync(file, 'name,age\nHoa,3\nNguyễn Văn Bí Mật,4,5\n')
  const columns = `columns = {name: 'varchar', age: 'varchar'}, header = true, auto_detect = false`
  await assert.rejects(duck.rows(`select * from read_csv($1, ${columns})`, [file]), (error) => {
    assert.ok(error instanceof DuckDBFault)
    assert.equal(error.kind, 'text-malformed')
    assert.equal(error.line, 3)
    assert.doesNotMatch(JSON.stringify(error) + String(error.stack), /Bí Mật/)
    return true
  })
  writeFileSync(file, Buffer.from([0x61, 0x0a, 0xe9, 0xe8, 0x0a]))
  await assert.rejects(
    duck.rows(`select * from read_csv($1, columns = {a: 'varchar'}, auto_detect = false)`, [file]),
    { kind: 'encoding-wrong' },
  )
})

test('an abort interrupts what is running', async () => {
  const stop = new AbortController()
  await using duck = await open(stop.signal)
  const sum = duck.rows('select sum(a.range * b.range) from range(1000000) a, range(1000000) b')
  setTimeout(() => stop.abort(new Error('enough')), 50)
  await assert.rejects(sum, { message: 'enough' })
})

test('large results come in pieces, and large work spills to the folder', async () => {
  await using duck = await open()
  let rows = 0
  for await (const piece of duck.stream<{ n: bigint }>(
    'select range as n from range(300000) order by hash(range)',
  )) {
    rows += piece.length
  }
  assert.equal(rows, 300_000)
})
