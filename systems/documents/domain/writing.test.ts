import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { dayInWords, numberInWords, valueAt, written } from './writing.ts'

test('numbers in Vietnamese words, with their irregular ones', () => {
  const cases: [number, string][] = [
    [0, 'không'],
    [1, 'một'],
    [5, 'năm'],
    [10, 'mười'],
    [11, 'mười một'],
    [15, 'mười lăm'],
    [20, 'hai mươi'],
    [21, 'hai mươi mốt'],
    [25, 'hai mươi lăm'],
    [31, 'ba mươi mốt'],
    [101, 'một trăm linh một'],
    [115, 'một trăm mười lăm'],
    [1990, 'một nghìn chín trăm chín mươi'],
    [2000, 'hai nghìn'],
    [2005, 'hai nghìn không trăm linh năm'],
    [2026, 'hai nghìn không trăm hai mươi sáu'],
  ]
  for (const [value, words] of cases) assert.equal(numberInWords(value), words)
})

test('dates in words say "mùng" up to the tenth and "tư" for April', () => {
  assert.equal(
    dayInWords('2026-04-05' as CivilDate),
    'Ngày mùng năm, tháng tư, năm hai nghìn không trăm hai mươi sáu',
  )
  assert.equal(
    dayInWords('2026-11-18' as CivilDate),
    'Ngày mười tám, tháng mười một, năm hai nghìn không trăm hai mươi sáu',
  )
})

test('claims are found by path and written by kind', () => {
  const claims = { mother: { fullName: 'Nguyễn Thị Mai' }, father: null, sex: 'female' }
  assert.equal(valueAt(claims, 'mother.fullName'), 'Nguyễn Thị Mai')
  assert.equal(valueAt(claims, 'father.fullName'), undefined)
  assert.deepEqual(written(valueAt(claims, 'sex'), 'sex'), { vi: 'Nữ', en: 'Female' })
  assert.deepEqual(written(null, 'day'), { vi: '', en: '' })
  assert.deepEqual(written('Đặng Ước', 'upper'), { vi: 'ĐẶNG ƯỚC', en: 'ĐẶNG ƯỚC' })
})
