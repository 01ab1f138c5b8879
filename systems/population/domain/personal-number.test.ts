import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { CivilDate } from '#kernel/civil-date'
import {
  composePersonalNumber,
  maskNumber,
  parsePersonalNumber,
  readPersonalNumber,
} from './personal-number.ts'
import { isPlaceCode, mergedOn, placeCodesOf, placeCodeToday, placeName } from './place-code.ts'
import { provinces } from './province.ts'

describe('personal numbers', () => {
  test('have twelve digits and begin with a place', () => {
    const table: [string, boolean][] = [
      ['001190000001', true],
      ['096399999999', true],
      ['101090000001', true],
      ['295090000001', true],
      ['003190000001', false],
      ['097190000001', false],
      ['296090000001', false],
      ['00119000000', false],
      ['0011900000012', false],
      ['00119000000a', false],
      ['００1190000001', false],
      ['', false],
    ]
    for (const [text, right] of table) assert.equal(parsePersonalNumber(text) === text, right, text)
  })

  test('say place, sex and year of birth', () => {
    const table: [string, ReturnType<typeof readPersonalNumber>][] = [
      ['001090123456', { placeCode: '001', sex: 'male', birthYear: 1990 }],
      ['001190123456', { placeCode: '001', sex: 'female', birthYear: 1990 }],
      ['079226123456', { placeCode: '079', sex: 'male', birthYear: 2026 }],
      ['079300123456', { placeCode: '079', sex: 'female', birthYear: 2000 }],
      ['038499123456', { placeCode: '038', sex: 'male', birthYear: 2199 }],
      ['038900123456', { placeCode: '038', sex: 'female', birthYear: 2300 }],
    ]
    for (const [number, said] of table) assert.deepEqual(readPersonalNumber(number as never), said)
  })

  test('are read as they were composed', () => {
    const places = provinces.flatMap((it) => it.placeCodes)
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.constantFrom('male' as const, 'female' as const),
        fc.integer({ min: 1900, max: 2399 }),
        fc.integer({ min: 0, max: 999_999 }),
        (placeCode, sex, birthYear, serial) => {
          const birthOn = `${birthYear}-06-01` as CivilDate
          const number = composePersonalNumber(placeCode, sex, birthOn, serial)
          assert.equal(parsePersonalNumber(number), number)
          assert.deepEqual(readPersonalNumber(number), { placeCode, sex, birthYear })
          assert.equal(Number(number.slice(6)), serial)
        },
      ),
    )
  })

  test('show their first and last three digits when masked', () => {
    assert.equal(maskNumber('001190123456'), '001••••••456')
  })
})

describe('place codes', () => {
  const before = '2025-06-30' as CivilDate

  test('seven bear another name since the merger', () => {
    const renamed: [string, string, string][] = [
      ['015', 'Yên Bái', 'Lào Cai'],
      ['024', 'Bắc Giang', 'Bắc Ninh'],
      ['044', 'Quảng Bình', 'Quảng Trị'],
      ['052', 'Bình Định', 'Gia Lai'],
      ['080', 'Long An', 'Tây Ninh'],
      ['082', 'Tiền Giang', 'Đồng Tháp'],
      ['091', 'Kiên Giang', 'An Giang'],
    ]
    for (const [code, then, now] of renamed) {
      assert.equal(placeName(code, before), then)
      assert.equal(placeName(code, mergedOn), now)
    }
  })

  test('sixty-three were in use until the merger, thirty-four are since', () => {
    const codes = (on: CivilDate) => provinces.flatMap((it) => placeCodesOf(it.code, on))
    assert.equal(new Set(codes(before)).size, 63)
    assert.equal(new Set(codes(mergedOn)).size, 34)
    for (const on of [before, mergedOn]) {
      for (const code of codes(on)) assert.ok(placeName(code, on) && isPlaceCode(code), code)
    }
    assert.equal(placeName('002', before), 'Hà Giang')
    assert.equal(placeName('002', mergedOn), undefined)
    assert.deepEqual(placeCodesOf('99', before), [])
  })

  test('a number that is given anew takes the code of the province of today', () => {
    const table: [string, CivilDate, string][] = [
      ['002', mergedOn, '008'],
      ['077', mergedOn, '079'],
      ['024', mergedOn, '024'],
      ['002', before, '008'],
      ['173', mergedOn, '173'],
    ]
    for (const [code, on, now] of table) assert.equal(placeCodeToday(code, on), now)
  })

  test('of countries are the same on every day', () => {
    assert.equal(placeName('173', before), 'Hàn Quốc')
    assert.equal(placeName('173', mergedOn), 'Hàn Quốc')
  })
})
