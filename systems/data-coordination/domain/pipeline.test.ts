import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkAsk, checkPipeline, isDue, type Pipeline, readSchedule } from './pipeline.ts'
import { firstTerms } from './term.ts'

const terms = new Map(firstTerms.map((it) => [it.code, it]))
const lists = new Set(['sex'])
const field = (to: string, more: object = {}) => {
  return { to, term: null, from: ['x'], steps: [], onBad: 'cell' as const, ...more }
}
const pipeline = (more: object = {}): Pipeline => ({
  sourceId: 's',
  load: { mode: 'full' },
  key: [],
  mapping: [field('a')],
  rules: [],
  link: false,
  schedule: null,
  tries: 1,
  ...more,
})
const rule = (check: object) => {
  return { id: 'r', title: { vi: '', en: '' }, severity: 'warning', tolerance: 0, check }
}

test('a pipeline that cannot run is refused, with the place of the mistake', () => {
  const cases: [object, RegExp][] = [
    [{ key: ['b'] }, /key column "b"/],
    [{ mapping: [field('A')] }, /small letters/],
    [{ mapping: [field('row_no')] }, /not begin with row_/],
    [{ mapping: [field('a'), field('a')] }, /stands twice/],
    [{ mapping: [field('a', { term: 'no.such' })] }, /no term/],
    [{ mapping: [field('a', { from: [] })] }, /comes from nothing/],
    [{ mapping: [field('a', { steps: [{ do: 'translate', list: 'no' }] })] }, /no code list/],
    [{ load: { mode: 'incremental', watermark: 'w' } }, /need a key/],
    [{ schedule: '* * *' }, /five fields/],
    [{ rules: [rule({ kind: 'filled', column: 'b' })] }, /no column "b"/],
    [{ rules: [rule({ kind: 'order', first: 'a', second: 'z' })] }, /no column "z"/],
    [
      {
        mapping: [field('a'), field('day', { term: 'person.birth-date' })],
        rules: [rule({ kind: 'order', first: 'a', second: 'day' })],
      },
      /cannot be compared/,
    ],
    [{ rules: [rule({ kind: 'range', column: 'a', min: 1 })] }, /must be text/],
    [
      {
        mapping: [field('day', { term: 'person.birth-date' })],
        rules: [rule({ kind: 'range', column: 'day', max: '2026-02-30' })],
      },
      /must be days/,
    ],
    [{ rules: [rule({ kind: 'pattern', column: 'a', pattern: '(' })] }, /regular expression/],
    [{ rules: [rule({ kind: 'pattern', column: 'a', pattern: '(?=x)' })] }, /regular expression/],
    [{ rules: [rule({ kind: 'in-list', column: 'a', list: 'no' })] }, /no code list/],
    [{ rules: [rule({ kind: 'holds', expression: { op: 'drop', args: [] } })] }, /not a condition/],
    [{ rules: [rule({ kind: 'holds', expression: { column: 'q' } })] }, /no column/],
  ]
  for (const [more, message] of cases) {
    assert.throws(() => checkPipeline(pipeline(more), terms, lists), message)
  }
  checkPipeline(pipeline(), terms, lists)
})

test('only a pipeline with a watermark is asked for a part', () => {
  checkAsk({ kind: 'full' }, pipeline())
  assert.throws(() => checkAsk({ kind: 'incremental' }, pipeline()), /no watermark/)
  checkAsk({ kind: 'incremental' }, pipeline({ load: { mode: 'incremental', watermark: 'w' } }))
})

test('a schedule is due as crontab says', () => {
  const cases: [string, string, boolean][] = [
    ['30 2 * * *', '2026-11-18T02:30:59Z', true],
    ['30 2 * * *', '2026-11-18T02:31:00Z', false],
    ['*/15 * * * *', '2026-11-18T02:45:00Z', true],
    ['*/15 * * * *', '2026-11-18T02:46:00Z', false],
    ['0 0 1,15 * *', '2026-11-15T00:00:00Z', true],
    ['0 0 * * 1-5', '2026-11-18T00:00:00Z', true],
    ['0 0 * * 1-5', '2026-11-22T00:00:00Z', false],
    ['0 0 * * 7', '2026-11-22T00:00:00Z', true],
    ['0 0 13 * 5', '2026-11-13T00:00:00Z', true],
    ['0 0 13 * 5', '2026-11-20T00:00:00Z', true],
    ['0 0 13 * 5', '2026-11-21T00:00:00Z', false],
    ['5-59/20 * * * *', '2026-11-18T02:25:00Z', true],
  ]
  for (const [line, at, due] of cases) assert.equal(isDue(line, new Date(at)), due, `${line} ${at}`)
  for (const line of ['60 * * * *', '* 24 * * *', '*/0 * * * *', 'a * * * *', '5-1 * * * *', '']) {
    assert.equal(readSchedule(line), undefined, line)
  }
})

test('whatever is written as a schedule, reading it ends in sets within their ranges or in none', () => {
  const part = fc.stringMatching(/^[0-9*,/-]{1,8}$/)
  fc.assert(
    fc.property(fc.array(part, { minLength: 5, maxLength: 5 }), (parts) => {
      const sets = readSchedule(parts.join(' '))
      if (!sets) return
      const most = [59, 23, 31, 12, 7]
      assert.ok(sets.every((set, at) => [...set].every((it) => it <= (most[at] ?? 0))))
      assert.ok(sets.every((set) => set.size > 0))
    }),
  )
})
