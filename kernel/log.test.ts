import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { wait } from './clock.ts'
import { openLog } from './log.ts'

test('the log repeats nothing of what the database was given when it failed', async () => {
  const client = new pg.Client(process.env['NDC_TEST_OWNER_URL'])
  await client.connect()
  const failed = async (text: string) => client.query(text).catch((error: unknown) => error)
  const errors = [
    await failed(`select '{"name":"Nguyễn Thị Kín", \\'::jsonb`),
    await failed(`select '001194000001 của Kín'::bigint`),
    await failed(`create temporary table kin (name text primary key);
      insert into kin values ('Kín'); insert into kin values ('Kín')`),
  ]
  await client.end()
  const folder = mkdtempSync(join(tmpdir(), 'ndc-log-'))
  try {
    const file = join(folder, 'log')
    const log = openLog('info', file)
    for (const err of errors) log.error({ err }, 'failed')
    log.flush()
    for (let tries = 0; tries < 50 && readFileSync(file).length === 0; tries++) await wait(20)
    const written = readFileSync(file, 'utf8')
    assert.equal(written.match(/"code":"(22P02|23505)"/g)?.length, 3)
    assert.doesNotMatch(written, /Kín|001194/)
    assert.match(written, /duplicate key value violates unique constraint/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
