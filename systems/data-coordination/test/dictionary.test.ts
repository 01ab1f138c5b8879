import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, field, openStewardHouse, pipelineOf, rule } from './steward.ts'

test('a code list changes by versions, and what was valid on a day can be asked for', async () => {
  await using steward = await openStewardHouse()
  const { caller, house } = steward
  const stranger = house.caller()
  const sexes = await stranger.get(`${api}/code-lists/sex`)
  assert.deepEqual(
    sexes.body.codes.map((it: { code: string }) => it.code),
    ['male', 'female'],
  )
  const lists = await stranger.get(`${api}/code-lists`)
  const known = lists.body.items.map((it: { code: string }) => it.code)
  for (const it of ['ethnicity', 'province', 'document-type']) assert.ok(known.includes(it), it)

  const list = { code: 'licence-class', title: { vi: 'Hạng', en: 'Class' } }
  assert.equal((await stranger.post(`${api}/code-lists`, list)).status, 401)
  assert.equal((await caller.post(`${api}/code-lists`, list)).status, 201)
  const taken = await caller.post(`${api}/code-lists`, list)
  assert.equal(taken.body.code, 'data-coordination.code-list-taken')
  const code = (it: string) => ({ code: it, words: { vi: it, en: it }, aliases: [] })
  const publish = (validFrom: string, ...codes: string[]) =>
    caller.post(`${api}/code-lists/licence-class/versions`, {
      validFrom,
      note: 'Luật 36/2024',
      codes: codes.map(code),
    })
  assert.equal((await publish('2020-01-01', 'A1', 'A2')).status, 201)
  assert.equal((await publish('2027-01-01', 'A', 'A1')).status, 201)
  const early = await publish('2019-01-01', 'A1')
  assert.equal(early.body.code, 'data-coordination.code-list-too-early')
  assert.equal((await publish('2028-01-01', 'A', 'A')).body.code, 'data-coordination.code-repeated')
  const codesOn = async (on: string) => {
    const { body } = await stranger.get(`${api}/code-lists/licence-class${on}`)
    return body.codes.map((it: { code: string }) => it.code).join()
  }
  assert.equal(await codesOn(''), 'A1,A2')
  assert.equal(await codesOn('?on=2027-01-01'), 'A,A1')
  assert.equal(await codesOn('?on=2019-12-31'), '')
})

test('stewards add terms; a term without its list, or with a pattern that is none, is refused', async () => {
  await using steward = await openStewardHouse()
  const { caller } = steward
  const term = {
    code: 'licence.points',
    title: { vi: 'Điểm giấy phép', en: 'Licence points' },
    type: 'integer',
    codeList: null,
    pattern: null,
    personal: true,
    aliases: ['diem gplx'],
  }
  assert.equal((await caller.post(`${api}/terms`, term)).status, 201)
  assert.equal((await caller.post(`${api}/terms`, term)).body.code, 'data-coordination.term-taken')
  const cases: [object, string][] = [
    [{ type: 'code' }, 'term-code-list'],
    [{ type: 'code', codeList: 'no-list' }, 'code-list-unknown'],
    [{ pattern: '(' }, 'pattern-wrong'],
  ]
  for (const [more, problem] of cases) {
    const { body } = await caller.post(`${api}/terms`, { ...term, code: 'licence.other', ...more })
    assert.equal(body.code, `data-coordination.${problem}`)
  }
})

const csv = `n,amount,day,until,who,row_no,v
1,"1.234,5",2026-11-17,2026-12-01,a,1,
2,"x",2026-11-18,2026-11-01,b,2,
2,"7",2025-01-01,,c,3,
,"8",,,z,4,
`

test('every kind of rule finds its rows, all in one statement', async () => {
  await using steward = await openStewardHouse()
  const { caller } = steward
  const source = async (text: string) =>
    steward.source({ kind: 'file', uploadId: await steward.upload(text), format: 'csv' })
  const known = pipelineOf(await source('who\na\nb\n'), {
    mapping: [field('who', null, 'who')],
    key: ['who'],
  })
  await steward.dataset('known', known)
  assert.equal((await steward.run('known')).state, 'done')

  const mapping = [
    field('n', null, 'n'),
    field('amount', 'land.area', 'amount', { do: 'number', decimal: ',' }),
    field('day', 'document.issue-date', 'day', { do: 'date', forms: ['yyyy-mm-dd'] }),
    field('until', 'document.expiry-date', 'until', { do: 'date', forms: ['yyyy-mm-dd'] }),
    field('who', null, 'who', { do: 'upper' }, { do: 'lower' }),
  ]
  const checks: [string, object, number, boolean][] = [
    ['filled', { kind: 'filled', column: 'n' }, 1, false],
    ['unique', { kind: 'unique', columns: ['n'] }, 2, false],
    ['pattern', { kind: 'pattern', column: 'who', pattern: '[a-c]' }, 1, false],
    ['length', { kind: 'length', column: 'who', min: 1, max: 1 }, 0, true],
    ['range', { kind: 'range', column: 'amount', min: 8 }, 1, false],
    ['range-day', { kind: 'range', column: 'day', min: '2026-01-01' }, 1, false],
    ['reference', { kind: 'reference', column: 'who', dataset: 'known', to: 'who' }, 2, false],
    ['order', { kind: 'order', first: 'day', second: 'until' }, 1, false],
    [
      'holds',
      { kind: 'holds', expression: { op: '<', args: [{ column: 'n' }, { value: '2' }] } },
      2,
      false,
    ],
    ['fresh', { kind: 'fresh', column: 'day', days: 0 }, 0, true],
    ['stale', { kind: 'fresh', column: 'until', days: -0 }, 0, true],
    ['complete', { kind: 'complete', columns: ['n', 'until'], share: 0.625 }, 0, true],
    ['incomplete', { kind: 'complete', columns: ['n', 'until'], share: 0.63 }, 4, false],
    ['rows', { kind: 'rows', min: 5 }, 4, false],
    ['rows-drift', { kind: 'rows', drift: 10 }, 0, true],
  ]
  const rules = checks.map(([id, check]) => rule(id, check, 'warning'))
  await steward.dataset('all', pipelineOf(await source(csv), { mapping, rules }))
  const run = await steward.run('all')
  assert.equal(run.state, 'done', JSON.stringify(run))
  const { body } = await caller.get(`${api}/runs/${run.id}/results`)
  const found = new Map(
    body.items.map((it: { ruleId: string; failed: number; passed: boolean }) => [
      it.ruleId,
      [it.failed, it.passed],
    ]),
  )
  for (const [id, , failed, passed] of checks) assert.deepEqual(found.get(id), [failed, passed], id)
})
