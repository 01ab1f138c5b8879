import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import type { CivilDate } from '#kernel/civil-date'
import { openNation } from '#nation'
import { type ImportBatch, importPeople, type Person } from '#population'
import { openTestHouse, type TestHouse } from '#testing/house'

const nation = () => openNation({ seed: 7, people: 3_000, today: '2026-11-18' as CivilDate })
const ignore = () => undefined

/** What the database says about itself: indexes, keys, and how many rows there are. */
async function look(house: TestHouse) {
  const ask = async (text: string) =>
    (await house.kernel.database.pool('population').query(text)).rows
  return {
    indexes: await ask(
      `select indexname, indexdef from pg_indexes where schemaname = 'population' order by 1`,
    ),
    keys: await ask(`select conname, conrelid::regclass::text as on, pg_get_constraintdef(oid) as is
      from pg_constraint where connamespace = 'population'::regnamespace order by 1, 2`),
    rows: await ask(`select (select count(*) from population.person) as people,
      (select count(*) from population.household) as households,
      (select count(*) from population.parentage) as parents,
      (select count(*) from population.marriage) as marriages,
      (select count(*) from population.life_event) as events,
      (select count(*) from population.unit) as units`),
  }
}

test('a nation is entered whole: every row, every index and key as before', async () => {
  await using house = await openTestHouse()
  const before = await look(house)
  const { units, families } = nation()
  const batches: ImportBatch[] = []
  function* counted() {
    for (const batch of families()) {
      batches.push(batch)
      yield batch
    }
  }
  const seen: number[] = []
  const people = await importPeople(house.postgres.ownerUrl, { units, batches: counted() }, (it) =>
    seen.push(it.people),
  )
  assert.equal(people, 3_000)
  assert.equal(seen.at(-1), 3_000)
  assert.deepEqual(
    seen,
    seen.toSorted((one, other) => one - other),
  )
  const after = await look(house)
  assert.deepEqual(after.indexes, before.indexes)
  assert.deepEqual(after.keys, before.keys)
  const sum = (of: (it: ImportBatch) => readonly unknown[]) =>
    BigInt(batches.reduce((total, it) => total + of(it).length, 0))
  assert.deepEqual(after.rows, [
    {
      people: sum((it) => it.people),
      households: sum((it) => it.households),
      parents: sum((it) => it.parents),
      marriages: sum((it) => it.marriages),
      events: sum((it) => it.events),
      units: 3_355n,
    },
  ])
  for (const person of batches.flatMap((it) => it.people).slice(0, 200)) {
    assert.deepEqual(await house.rooms.population.person(person.id), person)
    const found = await house.rooms.population.search({
      name: Object.values(person.name).filter(Boolean).join(' '),
      birthYear: Number(person.birthOn.slice(0, 4)),
      limit: 100,
    })
    assert.ok(found.some((it) => it.id === person.id))
  }
})

test('what a text may hold is entered as it is', async () => {
  await using house = await openTestHouse()
  const { units, families } = nation()
  const [batch] = families()
  const [first] = batch?.people ?? []
  const odd = 'tab\t line\n return\r back\\slash \\N \\. quote\' "two" {brace} 李 😀'
  const person = { ...(first as Person), birthplace: odd, otherName: odd, cards: [] }
  const nothing = { households: [], parents: [], marriages: [], events: [] }
  const batches = [{ ...nothing, people: [person] }]
  await importPeople(house.postgres.ownerUrl, { units, batches }, ignore)
  assert.deepEqual(await house.rooms.population.person(person.id), person)
})

test('a load that breaks leaves the register as it was', async () => {
  await using house = await openTestHouse()
  const before = await look(house)
  const { units } = nation()
  function* failing() {
    let left = 6
    for (const batch of nation().families()) {
      if (left-- === 0) throw new Error('the source breaks')
      yield batch
    }
  }
  await assert.rejects(
    importPeople(house.postgres.ownerUrl, { units, batches: failing() }, ignore),
    /the source breaks/,
  )
  assert.deepEqual(await look(house), before)

  function* twice() {
    const [batch] = nation().families()
    for (let times = 0; times < 2; times++) yield batch as ImportBatch
  }
  await assert.rejects(
    importPeople(house.postgres.ownerUrl, { units, batches: twice() }, ignore),
    /unique|duplicate/,
  )
  assert.deepEqual(await look(house), before)
})

test('a load whose connection is cut says so in a sentence and leaves the register as it was', async () => {
  await using house = await openTestHouse()
  const before = await look(house)
  const owner = new pg.Client({ connectionString: house.postgres.ownerUrl })
  await owner.connect()
  owner.on('error', () => undefined)
  const { units, families } = nation()
  let cut: Promise<unknown> | undefined
  await assert.rejects(
    importPeople(house.postgres.ownerUrl, { units, batches: families() }, () => {
      cut ??= owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'ndc import' and datname = current_database()`,
      )
    }),
    /The database went away while people were entered/,
  )
  await cut
  await owner.end()
  assert.deepEqual(await look(house), before)
})
