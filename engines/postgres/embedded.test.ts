import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { wait } from '#kernel/clock'
import { codeOf } from '#kernel/problem'
import { secretsOf } from '#kernel/secrets'
import { databaseProcesses } from '#testing/faults-stand'
import { newFolder } from '#testing/folders'
import { freePort } from '#testing/house'
import { openPostgres, type Postgres } from './index.ts'

const secrets = secretsOf(Buffer.alloc(32, 7))

test('the embedded database', async (it) => {
  const root = newFolder('postgres')
  const folder = join(root, 'postgres')
  const open = (port = 0) => openPostgres({ url: '', port, folder, durable: true }, secrets)
  let postgres = await open()
  try {
    await query(postgres.ownerUrl, 'create table kept (id int primary key)')
    await it.test('lets nobody in without the secret', () => refusesStrangers(postgres))
    await it.test('keeps its files to itself', () => keepsFilesToItself(folder))
    await it.test('is careful with what it acknowledges', () => isCareful(postgres))
    await it.test('starts again by itself after kill -9, and has lost nothing', async () => {
      await query(postgres.ownerUrl, 'insert into kept values (1)')
      for (const pid of databaseProcesses(folder)) process.kill(pid, 'SIGKILL')
      assert.deepEqual(await patientQuery(postgres.ownerUrl, 'select id from kept'), [{ id: 1 }])
    })
    await it.test('starts again when only its first process is killed', async () => {
      await query(postgres.ownerUrl, 'insert into kept values (2)')
      const [postmaster = 0] = databaseProcesses(folder)
      process.kill(postmaster, 'SIGKILL')
      const kept = await patientQuery(postgres.ownerUrl, 'select id from kept order by 1')
      assert.deepEqual(kept, [{ id: 1 }, { id: 2 }])
    })
    await it.test('is not hindered by what dead processes left behind', async () => {
      await postgres.stop()
      // As after a power failure: both numbers now name a process that is something else.
      writeFileSync(join(folder, 'ndc.pid'), `${process.ppid}\n1\n`)
      writeFileSync(
        join(folder, 'data/postmaster.pid'),
        `${process.ppid}\n${folder}/data\n1\n5432\n`,
      )
      postgres = await open()
      assert.equal((await query(postgres.ownerUrl, 'select id from kept')).length, 2)
    })
    await it.test('says so when its port is in use', async () => {
      await postgres.stop()
      const port = await freePort()
      const other = createServer().listen(port, '127.0.0.1')
      await once(other, 'listening')
      await assert.rejects(open(port), {
        name: 'Refusal',
        message: /port is in use.*NDC_DATABASE_PORT/,
      })
      other.close()
      postgres = await open(port)
      assert.equal(new URL(postgres.ownerUrl).port, String(port))
    })
  } finally {
    await postgres.stop()
    rmSync(root, { recursive: true, force: true })
  }
})

async function refusesStrangers({ ownerUrl, appUrl }: Postgres): Promise<void> {
  for (const url of [ownerUrl, appUrl]) {
    for (const password of ['', 'postgres', 'x'.repeat(43)]) {
      const wrong = new URL(url)
      wrong.password = password
      await assert.rejects(query(wrong.href, 'select 1'), (error: Error) => {
        // Without any password the client itself gives up when it is asked for one.
        return codeOf(error) === '28P01' || (password === '' && /password/.test(error.message))
      })
    }
  }
  const elsewhere = new URL(appUrl)
  elsewhere.pathname = '/postgres'
  const unknown = new URL(appUrl)
  unknown.username = 'postgres'
  await assert.rejects(query(unknown.href, 'select 1'), { code: '28P01' })
  const rules = await query(ownerUrl, 'select distinct auth_method from pg_hba_file_rules')
  assert.deepEqual(rules, [{ auth_method: 'scram-sha-256' }])
  const [listening] = await query(
    ownerUrl,
    `select current_setting('listen_addresses') as at, current_setting('unix_socket_directories') as sockets`,
  )
  assert.deepEqual(listening, { at: '127.0.0.1', sockets: '' })
}

function keepsFilesToItself(folder: string): void {
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'data')).mode & 0o777, 0o700)
  for (const it of readdirSync(folder, { withFileTypes: true })) {
    if (!it.isFile()) continue
    assert.equal(statSync(join(folder, it.name)).mode & 0o077, 0, it.name)
  }
  assert.ok(!readdirSync(folder).includes('initial-password'))
  const said = readFileSync(join(folder, 'postgres.log'), 'utf8')
  assert.ok(!said.includes(secrets.derive('postgres-owner').toString('base64url')))
}

async function isCareful({ ownerUrl, appUrl }: Postgres): Promise<void> {
  const names = ['data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit']
  for (const url of [ownerUrl, appUrl]) {
    for (const name of names) {
      assert.deepEqual(await query(url, `show ${name}`), [{ [name]: 'on' }])
    }
  }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function patientQuery(url: string, text: string): Promise<unknown[]> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const rows = await query(url, text).catch(() => undefined)
    if (rows) return rows
    await wait(50)
  }
  return query(url, text)
}
