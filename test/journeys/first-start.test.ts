import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { readConfig } from '#kernel/config'
import { Refusal } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { sections } from '#server/config'
import { seedNation } from '#server/seed'
import { openTestHouse, type TestHouse } from '#testing/house'
import { logIn } from '#testing/people'

/** Starts the filling of the house's database again, as a start of the center does. */
function seed(
  { kernel, rooms, postgres }: TestHouse,
  settings: Record<string, string> = {},
  mode: Kernel['mode'] = 'demonstration',
  say: (line: string) => void = () => undefined,
) {
  const config = readConfig(sections, settings)
  return seedNation(config, { ...kernel, mode }, rooms, postgres, say)
}

async function asOwner(house: TestHouse, text: string) {
  const owner = new pg.Client({ connectionString: house.postgres.ownerUrl })
  await owner.connect()
  try {
    return (await owner.query(text)).rows
  } finally {
    await owner.end()
  }
}

const mark = async (house: TestHouse) =>
  (await asOwner(house, `select value from kernel.fact where name = 'nation'`))[0]?.value
const people = async (house: TestHouse) =>
  Number((await asOwner(house, 'select count(*) from population.person'))[0].count)
const setState = (house: TestHouse, state: string) =>
  asOwner(
    house,
    `update kernel.fact set value = value || '{"state": "${state}"}' where name = 'nation'`,
  )

test('a nation that is in is not entered again', async () => {
  await using house = await openTestHouse()
  assert.deepEqual(await mark(house), {
    seed: 1945,
    people: 400,
    today: '2026-11-18',
    state: 'settled',
  })
  await seed(house, { NDC_NATION_PEOPLE: '900' })
  assert.equal(await people(house), 400)
})

test('an interrupted first start begins again: the nation is whole and the personas log in', async () => {
  await using house = await openTestHouse()
  await setState(house, 'loading')
  const said: string[] = []
  await seed(house, { NDC_NATION_PEOPLE: '700' }, 'demonstration', (line) => said.push(line))
  assert.equal(await people(house), 700)
  assert.equal((await mark(house)).state, 'settled')
  assert.match(said.at(-1) ?? '', /700 people in \d+\.\d s/)
  const mother = await logIn(house, 'mother')
  assert.equal((await mother.get('/api/population/v1/people/me')).body.fullName, 'Nguyễn Thị Mai')
})

test('a start that is asked for nobody still ends what an interrupted one began', async () => {
  await using house = await openTestHouse()
  await setState(house, 'loading')
  await seed(house, { NDC_NATION_PEOPLE: '0' })
  assert.equal((await mark(house)).state, 'settled')
  assert.equal(await people(house), 400)
})

test('of two processes that start at once one fills the database', async () => {
  await using house = await openTestHouse()
  await setState(house, 'loading')
  const said: string[] = []
  const start = () =>
    seed(house, { NDC_NATION_PEOPLE: '600' }, 'demonstration', (line) => said.push(line))
  await Promise.all([start(), start()])
  assert.equal(await people(house), 600)
  assert.equal(said.filter((it) => it.includes('The synthetic nation is in')).length, 1)
})

test('real and invented people are kept apart', async () => {
  await using house = await openTestHouse()
  const refused = (said: RegExp) => (error: unknown) =>
    error instanceof Refusal && said.test(error.message)
  await assert.rejects(seed(house, {}, 'production'), refused(/holds a synthetic nation/))
  await asOwner(house, `delete from kernel.fact where name = 'nation'`)
  await assert.rejects(seed(house), refused(/people who are not of a synthetic nation/))
  await seed(house, {}, 'production')
  assert.equal(await people(house), 400)
})

test('a list of communes that cannot be used is refused before anybody is touched', async () => {
  await using house = await openTestHouse()
  await setState(house, 'loading')
  const list = join(house.dataDir, 'communes.json')
  const start = () => seed(house, { NDC_NATION_COMMUNES: list })
  await assert.rejects(start(), /--communes .+: the file cannot be read/)
  writeFileSync(list, '{"units": []}')
  await assert.rejects(start(), /--communes .+: .*fewer than two wards/)
  assert.equal(await people(house), 400)
})
