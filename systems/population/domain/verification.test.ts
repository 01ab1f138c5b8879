import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Claims, type Verdict, verifiableFields, verify } from './verification.ts'

const today = '2026-11-18'

const person = {
  name: { surname: 'Nguyễn', middle: 'Thị', given: 'Hoà' },
  birthOn: '2008-11-18',
  sex: 'female',
  ethnicity: '02',
  nationality: 'VNM',
  oldNumber: null,
  cards: [
    { number: '001308000001', issuedOn: '2022-12-01', expiresOn: null },
    { number: '001308000001', issuedOn: '2025-03-09', expiresOn: null },
  ],
  permanentResidence: { communeCode: '01001', detail: 'Số 1' },
  currentResidence: null,
  maritalStatus: 'single',
  phone: '0900000001',
  diedOn: null,
} as unknown as Parameters<typeof verify>[0] & object

describe('verification', () => {
  test('answers each claim for itself with one of three words', () => {
    const table: [Claims, Record<string, Verdict>][] = [
      [{ fullName: 'Nguyễn Thị Hòa' }, { fullName: 'match' }],
      [{ fullName: '  nguyễn  thị hoà ' }, { fullName: 'match' }],
      [{ fullName: 'Nguyễn Thị Hòa'.normalize('NFD') }, { fullName: 'match' }],
      [{ fullName: 'Nguyen Thi Hoa' }, { fullName: 'no-match' }],
      [{ fullName: 'Nguyễn Thị Hoá' }, { fullName: 'no-match' }],
      [{ fullName: 'Thị Hòa' }, { fullName: 'no-match' }],
      [
        { birthOn: '2008-11-18', birthYear: '2008' },
        { birthOn: 'match', birthYear: 'match' },
      ],
      [
        { birthOn: '2008-11-19', birthYear: '2008' },
        { birthOn: 'no-match', birthYear: 'match' },
      ],
      [{ ethnicity: 'Tày' }, { ethnicity: 'match' }],
      [{ ethnicity: 'Kinh' }, { ethnicity: 'no-match' }],
      [{ oldNumber: '123456789' }, { oldNumber: 'not-found' }],
      [{ currentCommune: '01001' }, { currentCommune: 'not-found' }],
      [{ permanentCommune: '01001' }, { permanentCommune: 'match' }],
      [{ cardIssuedOn: '2025-03-09' }, { cardIssuedOn: 'match' }],
      [{ cardIssuedOn: '2022-12-01' }, { cardIssuedOn: 'no-match' }],
      [
        { alive: 'yes', adult: 'yes' },
        { alive: 'match', adult: 'match' },
      ],
      [
        { alive: 'no', sex: 'male' },
        { alive: 'no-match', sex: 'no-match' },
      ],
    ]
    for (const [claims, verdicts] of table) {
      assert.deepEqual(verify(person, claims, today), verdicts, JSON.stringify(claims))
    }
  })

  test('someone is of age on the eighteenth birthday, not a day before', () => {
    assert.deepEqual(verify(person, { adult: 'yes' }, '2026-11-17'), { adult: 'no-match' })
    assert.deepEqual(verify(person, { adult: 'yes' }, '2026-11-18'), { adult: 'match' })
    const leapling = { ...person, birthOn: '2008-02-29' as never }
    assert.deepEqual(verify(leapling, { adult: 'yes' }, '2026-02-28'), { adult: 'no-match' })
    assert.deepEqual(verify(leapling, { adult: 'yes' }, '2026-03-01'), { adult: 'match' })
  })

  test('of someone unknown nothing is found', () => {
    for (const field of verifiableFields) {
      assert.deepEqual(verify(undefined, { [field]: 'x' }, today), { [field]: 'not-found' })
    }
  })
})
