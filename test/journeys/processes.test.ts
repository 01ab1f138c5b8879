import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { openPostgres } from '#engines/postgres'
import { wait } from '#kernel/clock'
import { openSecrets } from '#kernel/secrets'
import { actAs, decide, submitResidence } from '#testing/cases'
import { openStand, startInVain } from '#testing/faults-stand'
import { newFolder } from '#testing/folders'
import { type Answer, openCaller } from '#testing/house'

/** A PostgreSQL as an agency has it: its owner of the center's database is no superuser. */
async function openOrdinary(folder: string) {
  const postgres = await openPostgres(
    { url: '', port: 0, folder: join(folder, 'postgres'), durable: false },
    openSecrets(join(folder, 'ordinary.key')),
  )
  const admin = new pg.Client({ connectionString: postgres.ownerUrl })
  await admin.connect()
  await admin.query(`create role agency login createrole password 'agency'`)
  await admin.query('create database center owner agency')
  await admin.end()
  const url = new URL(postgres.ownerUrl)
  Object.assign(url, { username: 'agency', password: 'agency', pathname: '/center' })
  return { url: url.href, stop: postgres.stop }
}

test('processes that start together share one ordinary database: some serve, others work', async () => {
  const folder = newFolder('processes')
  const ordinary = await openOrdinary(folder)
  const own = { NDC_DATABASE_URL: ordinary.url, NDC_LOG_LEVEL: 'info' }
  try {
    const settings: Record<string, string> = {
      ...own,
      NDC_DATA: join(folder, 'data'),
      NDC_NATION_PEOPLE: '400',
    }
    await using serving = await openStand({ settings: { ...settings, NDC_WORK: 'none' } })
    settings['NDC_PUBLIC_URL'] = serving.url
    await using working = await openStand({ settings: { ...settings, NDC_SERVE: 'data-center' } })
    openSecrets(join(folder, 'data/secrets/master.key')) // as an operator hands it to each
    await Promise.all([serving.start(), working.start()])

    const mother = await actAs(serving, 'mother')
    const { body: me } = await mother.caller.get('/api/population/v1/people/me')
    assert.match(`${me.number} ${me.fullName}`, /^\d{12} Nguyễn Thị Mai$/)
    const { id } = await submitResidence(mother)
    const decided = await decide(serving, await actAs(serving, 'commune-police'), id)
    assert.equal(decided.status, 200, JSON.stringify(decided.body))
    const document = await untilCompleted(() =>
      mother.caller.get(`/api/public-services/v1/cases/${id}`),
    )
    const pdf = await mother.caller.get(`/api/documents/v1/documents/${document}/pdf`)
    assert.equal(pdf.body.subarray(0, 5).toString(), '%PDF-')

    const elsewhere = openCaller(working.url)
    assert.equal((await elsewhere.get('/api/data-center/v1/status')).body.database, 'ok')
    assert.equal((await elsewhere.get('/api/population/v1/pyramid')).status, 404)
    for (const { said } of [serving, working]) {
      assert.doesNotMatch(said(), new RegExp(`${me.number}|${me.fullName}`))
    }

    const stranger = await startInVain({ ...own, NDC_DATA: join(folder, 'other') })
    assert.equal(stranger.status, 1)
    assert.match(stranger.said, /belongs to a center with another master key/)
  } finally {
    await ordinary.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a room that is not there can be neither served nor worked for', async () => {
  const folder = newFolder('rooms')
  for (const flag of ['SERVE', 'WORK']) {
    const refused = await startInVain({ NDC_DATA: folder, [`NDC_${flag}`]: 'documents,nothing' })
    assert.equal(refused.status, 1)
    assert.match(refused.said, new RegExp(`--${flag.toLowerCase()}: there is no room "nothing"`))
    assert.match(refused.said, /Rooms: population, /)
    assert.doesNotMatch(refused.said, /people/, 'nothing was entered before')
  }
  rmSync(folder, { recursive: true, force: true })
})

async function untilCompleted(look: () => Promise<Answer>): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const { body } = await look()
    if (body.case.state === 'completed') return body.case.documentIds[0]
    await wait(100)
  }
  throw new Error('The document was not issued within half a minute.')
}
