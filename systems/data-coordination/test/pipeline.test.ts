import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Caller } from '#testing/house'
import { api, field, openStewardHouse, pipelineOf, rule, type Steward } from './steward.ts'

const dirty = `Số CCCD;Họ và tên;Ngày sinh;Giới tính;Nơi cư trú
001094000011;NGUYỄN  THỊ hoa;08/03/1994;Nữ;"Số 3, ""ngõ"" 5"
001085000022;Trần Văn Hùng;1985-06-12;nam;Hà Nội
001090000033;Lê Văn Đức;31/02/1990;M;Hải Phòng
;Phạm Minh;01/01/1970;x;
`
const mapping = [
  field('number', 'person.number', 'Số CCCD', { do: 'digits' }),
  field('full_name', 'person.full-name', 'Họ và tên', { do: 'title' }),
  field('birth_on', 'person.birth-date', 'Ngày sinh', {
    do: 'date',
    forms: ['dd/mm/yyyy', 'yyyy-mm-dd'],
  }),
  field('sex', 'person.sex', 'Giới tính', { do: 'translate', list: 'sex' }),
  field('address', 'person.address', 'Nơi cư trú'),
]

test('a dirty file is landed, profiled, previewed, mapped, checked and published', async () => {
  await using steward = await openStewardHouse()
  const { caller, house } = steward
  const uploadId = await steward.upload(dirty, 100)
  const sourceId = await steward.source({ kind: 'file', uploadId, format: 'csv' })
  const declared = await steward.dataset('marriages', pipelineOf(sourceId))
  assert.equal(declared.status, 201, JSON.stringify(declared.body))

  const seen = await steward.run('marriages', { kind: 'full', until: 'profile' })
  assert.equal(seen.state, 'done', JSON.stringify(seen))
  await checkProfile(steward, seen)
  const preview = await caller.post(`${api}/datasets/marriages/preview`, {
    pipeline: { mapping, key: ['number'] },
  })
  assert.equal(preview.status, 200, JSON.stringify(preview.body))
  const [bad] = preview.body.rows
  assert.equal(bad.number, 3)
  assert.deepEqual(bad.bad, [{ field: 'birth_on', value: '31/02/1990', reason: 'date' }])
  assert.equal(bad.before['Họ và tên'], 'Lê Văn Đức')
  assert.equal(bad.after.sex, 'male')

  const strict = rule('sex-known', { kind: 'filled', column: 'sex' })
  const changed = await caller.send(
    'PUT',
    `${api}/datasets/marriages/pipeline`,
    pipelineOf(sourceId, { mapping, key: ['number'], rules: [strict] }),
  )
  assert.equal(changed.body.pipeline?.version, 2, JSON.stringify(changed.body))
  const blocked = await steward.run('marriages')
  assert.equal(blocked.state, 'blocked')
  const results = await caller.get(`${api}/runs/${blocked.id}/results`)
  const found = results.body.items.find((it: { ruleId: string }) => it.ruleId === 'sex-known')
  assert.deepEqual([found.failed, found.rows, found.samples], [1, 4, ['#4']])
  const rejects = await caller.get(`${api}/runs/${blocked.id}/rejects`)
  assert.deepEqual(
    rejects.body.items.map((it: Record<string, unknown>) => [
      it['number'],
      it['field'],
      it['value'],
    ]),
    [
      [3, 'birth_on', '31/02/1990'],
      [4, 'sex', 'x'],
    ],
  )

  const lenient = { ...strict, tolerance: 0.25 }
  await caller.send(
    'PUT',
    `${api}/datasets/marriages/pipeline`,
    pipelineOf(sourceId, { mapping, key: ['number'], rules: [lenient] }),
  )
  const published = await steward.run('marriages')
  assert.equal(published.state, 'done', JSON.stringify(published))
  const { body: dataset } = await caller.get(`${api}/datasets/marriages`)
  const [version] = dataset.versions
  assert.deepEqual([version.version, version.rows, version.added], [1, 4, 4])
  const file = join(house.dataDir, 'workshop/datasets/marriages/published/v1/data.parquet')
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex')
  assert.equal(version.sha256, digest)

  const quality = await caller.get(`${api}/datasets/marriages/quality?rule=sex-known`)
  assert.deepEqual(quality.body.rule.map((it: { passed: boolean }) => it.passed).toSorted(), [
    false,
    true,
  ])
})

async function checkProfile({ caller }: Steward, seen: { id: string; steps: object[] }) {
  assert.deepEqual(
    (seen.steps as { step: string; rows: number }[]).map((it) => [it.step, it.rows]),
    [
      ['load', 4],
      ['profile', 4],
    ],
  )
  const profile = await caller.get(`${api}/runs/${seen.id}/profile`)
  const [number, name, birth, sex] = profile.body.columns
  assert.deepEqual(
    [number.guess, name.guess, birth.guess, sex.guess],
    ['person.number', 'person.full-name', 'person.birth-date', 'person.sex'],
  )
  assert.deepEqual(
    [number.nulls, number.distinct, number.shapes[0]],
    [1, 3, { value: '9{12}', count: 3 }],
  )
}

test('published records leave through the gateway alone, with what changed between versions', async () => {
  await using steward = await openStewardHouse()
  const { caller, house } = steward
  const rules: object[] = []
  const uploadId = await steward.upload(dirty)
  const sourceId = await steward.source({ kind: 'file', uploadId, format: 'csv' })
  await steward.dataset('people', pipelineOf(sourceId, { mapping, key: ['number'], rules }))
  assert.equal((await steward.run('people')).state, 'done')

  const records = `${api}/published/people/records?personalNumber=001085000022`
  for (const headers of [{}, { 'ndc-gateway-secret': 'guess' }]) {
    assert.equal((await caller.get(records, headers)).status, 401)
  }
  const secret = house.kernel.secrets
    .derive('data-coordination.workshop-gateway')
    .toString('base64url')
  const gateway = { 'ndc-gateway-secret': secret }
  const stranger = house.caller()
  const one = await stranger.get(records, gateway)
  assert.deepEqual(one.body.items, [
    {
      key: '001085000022',
      number: '001085000022',
      full_name: 'Trần Văn Hùng',
      birth_on: '1985-06-12',
      sex: 'male',
      address: 'Hà Nội',
    },
  ])
  const first = await stranger.get(`${api}/published/people/records?limit=3`, gateway)
  assert.equal(first.body.items.length, 3)
  const rest = await stranger.get(
    `${api}/published/people/records?limit=3&after=${encodeURIComponent(first.body.next)}`,
    gateway,
  )
  assert.equal(rest.body.items.length, 1)

  const corrected = dirty.replace('31/02/1990', '28/02/1990').replace(/001094000011.*\n/, '')
  const changedFile = await steward.upload(`${corrected}001070000044;Đỗ An;02/02/1970;Nam;Huế\n`)
  await caller.send('PUT', `${api}/sources/${sourceId}`, {
    title: 'Hộ tịch',
    owner: 'VN/GOV/MOJ',
    settings: { kind: 'file', uploadId: changedFile, format: 'csv' },
  })
  assert.equal((await steward.run('people')).state, 'done')
  const changes = await stranger.get(`${api}/published/people/changes?since=1`, gateway)
  const kinds = new Map(
    changes.body.items.map((it: { subject: string; type: string }) => [it.subject, it.type]),
  )
  assert.equal(kinds.get('001094000011'), 'data-coordination.record-removed')
  assert.equal(kinds.get('001090000033'), 'data-coordination.record-changed')
  assert.equal(kinds.get('001070000044'), 'data-coordination.record-added')
  assert.equal(kinds.has('001085000022'), false)

  await lineageTells(caller)
  const cookie = [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const events = await fetch(`${house.url}${api}/lineage/events`, { headers: { cookie } })
  const written = (await events.text()).trim().split('\n')
  assert.equal(written.length, 20)
  assert.ok(written.every((it) => JSON.parse(it).run.facets.parent.run.runId))
  const catalogue = await stranger.get(`${api}/dcat`)
  assert.equal(catalogue.body['dcat:dataset'][0]['dcat:distribution'].length, 2)
})

/** What came from where, in plain words. */
async function lineageTells(caller: Caller): Promise<void> {
  const lineage = await caller.get(`${api}/lineage?dataset=people`)
  // Two files were read: each is a source of its own.
  assert.deepEqual(lineage.body.edges.map((it: { job: string }) => it.job).toSorted(), [
    'people.load',
    'people.load',
    'people.map',
    'people.publish',
  ])
  const named = lineage.body.places.map((it: { title: { vi: string }; kind: string }) => {
    return `${it.kind}: ${it.title.vi}`
  })
  assert.deepEqual(named.toSorted(), [
    'landed: Kết hôn',
    'mapped: Kết hôn',
    'published: Kết hôn',
    'source: Hộ tịch',
    'source: Nguồn đã dùng trước đây',
  ])
  const map = lineage.body.edges.find((it: { job: string }) => it.job === 'people.map')
  assert.deepEqual(
    map.columns.find((it: { to: string }) => it.to === 'birth_on'),
    { to: 'birth_on', from: ['Ngày sinh'], by: 'date' },
  )
}
