import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { checkVersion, compareVersions, validOn } from './code-list.ts'

const day = (text: string) => text as CivilDate
const code = (it: string, vi = it) => ({ code: it, words: { vi, en: it }, aliases: [] })

test('on each day the version is valid that began last', () => {
  const versions = [
    { version: 1, validFrom: day('2020-01-01') },
    { version: 2, validFrom: day('2025-07-01') },
    { version: 3, validFrom: day('2025-07-01') },
  ]
  const cases: [string, number | undefined][] = [
    ['2019-12-31', undefined],
    ['2020-01-01', 1],
    ['2025-06-30', 1],
    ['2025-07-01', 3],
  ]
  for (const [on, version] of cases) assert.equal(validOn(versions, day(on))?.version, version, on)
})

test('a version with a code twice, or one that begins before the last, is refused', () => {
  const last = { validFrom: day('2025-07-01') }
  const next = { validFrom: day('2025-07-01'), codes: [code('a'), code('b')] }
  checkVersion(next, last)
  assert.throws(() => checkVersion({ ...next, codes: [code('a'), code('a')] }, last), /twice/)
  assert.throws(() => checkVersion({ ...next, validFrom: day('2025-06-30') }, last), /before/)
})

test('what changed between versions is told', () => {
  assert.deepEqual(compareVersions([code('a'), code('b')], [code('b', 'khác'), code('c')]), {
    added: ['c'],
    removed: ['a'],
    renamed: ['b'],
  })
})
