import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dirtyRegister, peopleOf } from './linkage-stand.ts'
import { api, field, openStewardHouse, pipelineOf } from './steward.ts'

const mapping = [
  field('ma_so', null, 'Mã số'),
  field('so_dinh_danh', 'person.number', 'Số định danh'),
  field('ho_ten', 'person.full-name', 'Họ và tên'),
  field('ngay_sinh', 'person.birth-date', 'Ngày sinh', { do: 'date', forms: ['yyyy-mm-dd'] }),
  field('dia_chi', 'person.address', 'Địa chỉ'),
]

test('a dirty file goes through a pipeline: its rows are linked, and doubts wait for a steward', async () => {
  await using steward = await openStewardHouse()
  const { house, caller } = steward
  const { rows, truth } = dirtyRegister((await peopleOf(house)).slice(0, 200))
  const quoted = (it: string | null) => `"${(it ?? '').replaceAll('"', '""')}"`
  const lines = rows.map((it) =>
    [it.row_key, it.personal_number, it.full_name, it.birth_on, it.address].map(quoted).join(','),
  )
  const csv = ['Mã số,Số định danh,Họ và tên,Ngày sinh,Địa chỉ', ...lines].join('\n')
  const sourceId = await steward.source({
    kind: 'file',
    uploadId: await steward.upload(csv),
    format: 'csv',
  })
  const pipeline = pipelineOf(sourceId, { mapping, key: ['ma_so'], link: true })
  const declared = await steward.dataset('health-insurance', pipeline)
  assert.equal(declared.status, 201, JSON.stringify(declared.body))
  const run = await steward.run('health-insurance')
  assert.equal(run.state, 'done', JSON.stringify(run))
  const step = run.steps.find((it: { step: string }) => it.step === 'link')
  assert.equal(step.rows, rows.length)

  const known = [...truth.values()].filter((it) => it !== null).length
  const runs = await caller.get(`${api}/linkage-runs?dataset=health-insurance`)
  const [counts] = runs.body.items
  assert.ok(counts.matched > 0.85 * known, `${counts.matched} of ${known}`)
  const reviews = await caller.get(`${api}/link-reviews?dataset=health-insurance`)
  assert.equal(reviews.body.open, counts.grey)

  const again = await steward.run('health-insurance')
  assert.equal(again.state, 'done', JSON.stringify(again))
  const after = await caller.get(`${api}/linkage-runs?dataset=health-insurance`)
  const unchanged = after.body.items.map((it: { unchanged: number }) => it.unchanged)
  assert.deepEqual(new Set(unchanged), new Set([0, rows.length]))
})
