import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Row, rules, survive, usualSurvivorship } from './survivorship.ts'

const row = (key: string, full_name: string | null, address: string | null, sex: string | null) =>
  ({ key, columns: { full_name, address, sex } }) as Row

test('column by column, the row that the rules believe survives', () => {
  const { columns, provenance } = survive(
    [
      row('b', 'NGUYEN THI MAI', 'Số 7', 'female'),
      row('a', 'Nguyễn Thị Mai', null, 'male'),
      row('c', 'Nguyen Thi Mai', 'Số 7, đường Lê Lợi', 'female'),
    ],
    usualSurvivorship,
  )
  assert.deepEqual(columns, {
    full_name: 'Nguyễn Thị Mai',
    address: 'Số 7, đường Lê Lợi',
    sex: 'female',
  })
  assert.deepEqual(provenance, { full_name: 'a', address: 'c', sex: 'b' })
})

const cases: [rule: (typeof rules)[number], values: (string | null)[], survives: string | null][] =
  [
    ['first', ['x', 'y'], 'x'],
    ['last', ['x', 'y'], 'y'],
    ['longest', ['x', 'yy', 'z'], 'yy'],
    ['most-often', ['x', 'y', 'y'], 'y'],
    ['accented', ['Hoa', 'Hòa'], 'Hòa'],
    ['accented', ['Dao', 'Đao'], 'Đao'],
    ['last', ['x', null, ' '], 'x'],
    ['first', [null, null], null],
  ]
for (const [rule, values, survives] of cases) {
  test(`${rule} of ${JSON.stringify(values)} is ${survives}`, () => {
    const rows = values.map((it, at) => ({ key: String(at), columns: { it } }))
    assert.equal(survive(rows, { '*': [rule] }).columns['it'], survives)
  })
}

test('whatever the rows, what survives was said by the row it came from, in any order', () => {
  const value = fc.option(fc.constantFrom('a', 'bb', 'Đ', ' '), { nil: null })
  const rows = fc.uniqueArray(
    fc.record({ key: fc.uuid(), columns: fc.record({ one: value, two: value }) }),
    { selector: (it) => it.key, maxLength: 6 },
  )
  const anyRules = fc.array(fc.constantFrom(...rules), { maxLength: 3 })
  fc.assert(
    fc.property(rows, anyRules, (all, chosen) => {
      const golden = survive(all, { '*': chosen })
      assert.deepEqual(survive(all.toReversed(), { '*': chosen }), golden)
      for (const [name, key] of Object.entries(golden.provenance)) {
        const from = all.find((it) => it.key === key)?.columns as Record<string, string | null>
        assert.equal(golden.columns[name], key === null ? null : from[name])
      }
    }),
  )
})
