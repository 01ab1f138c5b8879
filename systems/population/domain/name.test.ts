import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldName, fullName, hasAccents, maskName, parseName, spelling } from './name.ts'

describe('names', () => {
  test('lose their accents and their case when folded', () => {
    const table: [string, string][] = [
      ['Đặng Thị Hoà', 'dang thi hoa'],
      ['ĐẶNG  THỊ\tHÒA', 'dang thi hoa'],
      ['Nguyễn Văn Ước', 'nguyen van uoc'],
      ['H’Hen Niê', 'h hen nie'],
      ['Ayŭn Êñuôl', 'ayun enuol'],
      ['Müller Jürgen', 'muller jurgen'],
      ['  ', ''],
      ['?!', ''],
    ]
    for (const [name, folded] of table) {
      assert.equal(foldName(name), folded)
      assert.equal(foldName(name.normalize('NFD')), folded)
    }
  })

  test('are spelt the same wherever the tone stands, and otherwise with another accent', () => {
    const same: [string, string][] = [
      ['Hoà', 'Hòa'],
      ['Thuý', 'Thúy'],
      ['  nguyễn   văn a', 'Nguyễn Văn A'],
      ['Khỏe', 'Khoẻ'],
      ['Đức'.normalize('NFD'), 'Đức'],
    ]
    for (const [one, other] of same) assert.equal(spelling(one), spelling(other), one)
    const different: [string, string][] = [
      ['Hùng', 'Hưng'],
      ['Hung', 'Hùng'],
      ['Đan', 'Dan'],
      ['Ân', 'Ăn'],
      ['Hòa', 'Hoá'],
    ]
    for (const [one, other] of different) assert.notEqual(spelling(one), spelling(other), one)
  })

  test('are taken apart into surname, middle and given name, and put together again', () => {
    assert.deepEqual(parseName('Nguyễn Thị Thu Hà'), {
      surname: 'Nguyễn',
      middle: 'Thị Thu',
      given: 'Hà',
    })
    assert.deepEqual(parseName(' Lan '), { surname: '', middle: '', given: 'Lan' })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Lê', 'Thị', 'Hòa', 'H’'), { minLength: 1 }),
        (words) => {
          assert.equal(fullName(parseName(words.join(' '))), words.join(' '))
        },
      ),
    )
  })

  test('show no more than their first letters when masked', () => {
    assert.equal(maskName('Nguyễn Văn Ánh'), 'N••••• V•• Á••')
  })

  test('carry accents, or do not', () => {
    assert.ok(hasAccents('Đan') && hasAccents('anh á'))
    assert.ok(!hasAccents('Nguyen Van A'))
  })
})
