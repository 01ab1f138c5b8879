import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Malformed, onlyElement } from './der-reader.ts'
import {
  agencySubject,
  officialSubject,
  readSubject,
  subjectText,
  writeSubject,
} from './subject.ts'

const agency = { id: '0198f5a0-0000-7000-8000-000000000001', name: 'Sở Tư pháp Hà Nội' }

test('names in Vietnamese survive being written and read', () => {
  for (const name of ['Nguyễn Thị Minh Khai', 'Đặng Ơn', 'Hồ', 'H’Hen Niê', 'Tôn Nữ Thị Ninh']) {
    const subject = officialSubject(name, agency, 'NDC-0123456789abcdef0123')
    const read = readSubject(onlyElement(writeSubject(subject)))
    assert.deepEqual({ ...read }, { ...subject })
  }
})

test('the surname is the first word; someone with one name has no given name', () => {
  assert.deepEqual(
    [
      officialSubject('Lê Văn Tám', agency, 'x').surname,
      officialSubject('Hồ', agency, 'x').givenName,
    ],
    ['Lê', undefined],
  )
})

test('the line for people begins with the name', () => {
  assert.match(subjectText(agencySubject(agency)), /^CN=Sở Tư pháp Hà Nội, /)
})

test('a name without end is refused', () => {
  const long = writeSubject({ commonName: 'x'.repeat(501) })
  assert.throws(() => readSubject(onlyElement(long)), Malformed)
})
