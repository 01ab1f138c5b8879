import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { LifeEventReport, type PersonView } from '../contract.ts'
import {
  beginDraft,
  type Draft,
  fieldErrors,
  kindsFor,
  missingOf,
  type ReportKind,
  reportOf,
} from '../web/report.ts'

const id = (end: number) => `01890000-0000-7000-8000-00000000000${end}` as PersonView['id']
const home = { communeCode: '01001', detail: 'Số 1', text: 'Số 1, Phường Một, Thành phố Hà Nội' }
const person = {
  id: id(1),
  fullName: 'Trần Văn An',
  otherName: null,
  birthOn: '1990-01-02',
  sex: 'male',
  birthplace: 'Hà Nội',
  origin: 'Hà Nội',
  ethnicity: 'Kinh',
  bloodGroup: null,
  phone: '0912345678',
  email: null,
  maritalStatus: 'single',
  diedOn: null,
  householdId: id(8),
  permanentResidence: home,
} as unknown as PersonView
const other = { ...person, id: id(2), householdId: id(9) as unknown as PersonView['householdId'] }

const begun = beginDraft(person, '2026-11-20', 'Ủy ban nhân dân phường Một')
const source = 'Quyết định số 1'
const filled: [ReportKind, Partial<Draft>][] = [
  ['death', { source }],
  ['divorce', { source }],
  ['marriage', { source, other }],
  ['move', { source, communeCode: '01001', detail: ' Số 2 ' }],
  ['move', { source, host: other }],
  ['move', { source, residence: 'temporary', communeCode: '01001', detail: 'Số 2' }],
  ['correction', { source, set: { ...begun.set, fullName: 'Trần Văn Anh', phone: '' } }],
]

for (const [kind, more] of filled) {
  test(`a ${kind} that is filled in is one that the server takes: ${Object.keys(more).join(', ')}`, () => {
    const draft = { ...begun, ...more }
    assert.deepEqual(missingOf(kind, person, draft), [])
    const report = reportOf(kind, person, draft)
    assert.ok(Value.Check(LifeEventReport, report), JSON.stringify(report))
    assert.ok(missingOf(kind, person, { ...draft, source: ' a ' }).includes('source'))
    assert.deepEqual(missingOf(kind, person, { ...draft, effectiveOn: '2026-02-31' }), [
      'effectiveOn',
    ])
  })
}

test('what the register knows stands there, and only what is mended is sent', () => {
  const set = { ...begun.set, ethnicity: '02', phone: ' ' }
  const report = reportOf('correction', person, { ...begun, source, set })
  assert.ok(report.kind === 'correction')
  assert.deepEqual(report.set, { ethnicity: '02', phone: null })
  const wrong = {
    ...begun,
    source,
    set: { ...begun.set, fullName: ' ', birthOn: '1/1', email: 'a' },
  }
  assert.deepEqual(missingOf('correction', person, wrong), ['fullName', 'birthOn', 'email'])
})

test('a mover joins the household of the host, at its address', () => {
  const report = reportOf('move', person, { ...begun, source, host: other })
  assert.ok(report.kind === 'move')
  assert.equal(report.householdId, other.householdId)
  assert.deepEqual(report.to, { communeCode: home.communeCode, detail: home.detail })
  const homeless = { ...begun, source, host: { ...other, householdId: null } }
  assert.deepEqual(missingOf('move', person, homeless), ['host'])
})

test('the kinds are those that can still happen', () => {
  assert.deepEqual(kindsFor({ ...person, diedOn: '2026-01-01' as never }), ['correction'])
  assert.ok(kindsFor(person).includes('marriage'))
  assert.ok(kindsFor({ ...person, maritalStatus: 'married' }).includes('divorce'))
})

test('a refusal is shown at the field that it is about, and else with the whole form', () => {
  const problem = (code: string, errors?: { pointer: string; detail: string }[]) => ({
    type: '',
    code,
    status: 422,
    detail: 'câu',
    ...(errors && { errors }),
  })
  const cases = [
    [problem('population.event-in-future'), { effectiveOn: 'câu' }],
    [problem('population.marriage-close-kin'), { other: 'câu' }],
    [problem('population.death-already-recorded'), {}],
    [
      problem('kernel.request-malformed', [
        { pointer: '#/set/email', detail: 'sai' },
        { pointer: '#/diedOn', detail: 'không có ngày này' },
        { pointer: '#/kind', detail: 'lạ' },
      ]),
      { email: 'sai', effectiveOn: 'không có ngày này' },
    ],
  ] as const
  for (const [it, expected] of cases) assert.deepEqual(fieldErrors(it), expected)
})
