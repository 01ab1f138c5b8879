import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, field, openStewardHouse, pipelineOf } from './steward.ts'

test('a pipeline that links compares its rows with the population register', async () => {
  await using steward = await openStewardHouse()
  const { caller, house } = steward
  const { rows: people } = await house.kernel.database.pool('population').query<{
    number: string
    name: string
    born: string
    sex: string
  }>(`select number, full_name as name, birth_on::text as born, sex from population.person
      where died_on is null order by number limit 40`)
  const csv = people.map((it) => `${it.number},${it.name},${it.born},${it.sex}`)
  const uploadId = await steward.upload(`so_cccd,ho_ten,ngay_sinh,gioi_tinh\n${csv.join('\n')}\n`)
  const sourceId = await steward.source({ kind: 'file', uploadId, format: 'csv' })
  const mapping = [
    field('number', 'person.number', 'so_cccd'),
    field('name', 'person.full-name', 'ho_ten'),
    field('born', 'person.birth-date', 'ngay_sinh', { do: 'date', forms: ['yyyy-mm-dd'] }),
    field('sex', 'person.sex', 'gioi_tinh', { do: 'translate', list: 'sex' }),
  ]
  const declared = pipelineOf(sourceId, { mapping, key: ['number'], link: true })
  assert.equal((await steward.dataset('linked', declared)).status, 201)
  const run = await steward.run('linked')
  assert.equal(run.state, 'done', JSON.stringify(run))
  const step = run.steps.find((it: { step: string }) => it.step === 'link')
  assert.equal(step.rows, 40)
  assert.ok(step.detail.matched >= 38, JSON.stringify(step.detail))
  const { body } = await caller.get(`${api}/lineage?dataset=linked`)
  assert.equal(body.edges.length, 3)
})
