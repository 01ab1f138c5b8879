import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldColumn, guessTerm, typeOf } from './profile.ts'
import { firstTerms } from './term.ts'

test('the first terms are complete: a code, words in two languages, and a list where one is due', () => {
  assert.ok(firstTerms.length > 30)
  for (const it of firstTerms) {
    assert.match(it.code, /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/)
    assert.ok(it.title.vi !== '' && it.title.en !== '' && it.aliases.length > 0, it.code)
    assert.equal(it.type === 'code', it.codeList !== null, it.code)
  }
  assert.equal(new Set(firstTerms.map((it) => it.code)).size, firstTerms.length)
})

test('the term of a column is guessed from its name and the shape of its values', () => {
  const cases: [string, string, string | null][] = [
    ['SO_CCCD', '9{12}', 'person.number'],
    ['Số CCCD', '9{12}', 'person.number'],
    ['soCccd', '9{12}', 'person.number'],
    ['SO_CCCD', '9{7}', null],
    ['HO_TEN', 'A A A', 'person.full-name'],
    ['hoten', 'A A', 'person.full-name'],
    ['Ngày sinh', '99/99/9999', 'person.birth-date'],
    ['ngay_sinh_cua_toi', '99/99/9999', 'person.birth-date'],
    ['GIOITINH', 'A', 'person.sex'],
    ['ten', 'A', 'person.given-name'],
    ['cột lạ', 'A', null],
  ]
  for (const [name, shape, term] of cases) {
    assert.equal(guessTerm(name, 'text', [{ value: shape, count: 9 }], firstTerms), term, name)
  }
})

test('a type is what nearly all values can be read as; leading zeros make a code', () => {
  const none = { filled: 100, integers: 0, decimals: 0, dates: 0, booleans: 0, leadingZeros: 0 }
  assert.equal(typeOf({ ...none, integers: 97, decimals: 97 }), 'integer')
  assert.equal(typeOf({ ...none, integers: 90, decimals: 99 }), 'decimal')
  assert.equal(typeOf({ ...none, integers: 100, decimals: 100, leadingZeros: 1 }), 'text')
  assert.equal(typeOf({ ...none, dates: 96 }), 'date')
  assert.equal(typeOf({ ...none, dates: 94 }), 'text')
  assert.equal(typeOf({ ...none, filled: 0 }), 'text')
})

test('columns are compared without accents, capitals and signs', () => {
  for (const it of ['SO_DINH_DANH', 'Số định danh', 'soDinhDanh', 'so-dinh-danh']) {
    assert.equal(foldColumn(it), 'so dinh danh')
  }
})
