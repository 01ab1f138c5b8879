import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { corrections, editsBetween, nearWords } from './correction.ts'

const vocabulary = new Set('nguyen van anh an tran thi lan hoang thanh phan phap le'.split(' '))

describe('misspelt names', () => {
  test('edits are letters added, left out, replaced and exchanged', () => {
    const table: [string, string, number][] = [
      ['anh', 'anh', 0],
      ['ahn', 'anh', 1],
      ['an', 'anh', 1],
      ['anhh', 'anh', 1],
      ['amh', 'anh', 1],
      ['nguyeenx', 'nguyen', 2],
      ['ngyuen', 'nguyen', 1],
      ['abc', 'xyz', 3],
      ['', 'ab', 2],
    ]
    for (const [one, other, edits] of table) {
      assert.equal(editsBetween(one, other, 5), edits, `${one} ${other}`)
      assert.equal(editsBetween(other, one, 5), edits, `${other} ${one}`)
    }
    assert.equal(editsBetween('nguyen', 'tran', 2), 3)
  })

  test('edits are never more than the longer word has letters, and none between equal words', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, (one, other) => {
        const edits = editsBetween(one, other, 100)
        assert.ok(edits <= Math.max(one.length, other.length))
        assert.equal(edits === 0, one === other)
      }),
    )
  })

  test('a short word may be one edit off, a long one two', () => {
    assert.deepEqual(nearWords('ahn', vocabulary), [
      { word: 'an', edits: 1 },
      { word: 'anh', edits: 1 },
    ])
    assert.deepEqual(nearWords('nguyeenx', vocabulary), [{ word: 'nguyen', edits: 2 }])
    assert.deepEqual(nearWords('xyz', vocabulary), [])
  })

  test('unknown words are mended, known ones stay', () => {
    const mended = corrections(['nguyn', 'van', 'ahn'], vocabulary).map((it) => it.join(' '))
    assert.deepEqual(mended, ['nguyen van an', 'nguyen van anh'])
  })

  test('when all words are known, one of them is another that looks like it', () => {
    const mended = corrections(['pham', 'le'], new Set([...vocabulary, 'pham']))
    assert.deepEqual(
      mended.map((it) => it.join(' ')),
      ['phan le', 'phap le'],
    )
  })

  test('nothing is offered for what looks like no name', () => {
    assert.deepEqual(corrections(['qqqqqq', 'van'], vocabulary), [])
  })

  test('offers stay few, however many words are asked for', () => {
    const many = Array<string>(12).fill('anx')
    assert.ok(corrections(many, vocabulary).length <= 200)
  })
})
