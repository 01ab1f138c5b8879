import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subjectOf } from './subject.ts'

test('the subject is found in the path, the query or the body', () => {
  assert.equal(
    subjectOf({ in: 'path', segment: 1 }, '/of/079203001234', '', undefined),
    '079203001234',
  )
  assert.equal(subjectOf({ in: 'path', segment: 0 }, '/a%20b', '', undefined), 'a b')
  assert.equal(subjectOf({ in: 'query', name: 'no' }, '', '?x=1&no=07', undefined), '07')
  const body = Buffer.from('{"who":{"a/b":"079"},"list":["x",12]}')
  assert.equal(subjectOf({ in: 'body', pointer: '/who/a~1b' }, '', '', body), '079')
  assert.equal(subjectOf({ in: 'body', pointer: '/list/1' }, '', '', body), '12')
})

test('an empty place, one too long, or a body that is not JSON has no subject', () => {
  assert.equal(subjectOf({ in: 'path', segment: 3 }, '/of/1', '', undefined), undefined)
  assert.equal(subjectOf({ in: 'path', segment: 0 }, '/%ff', '', undefined), undefined)
  assert.equal(subjectOf({ in: 'query', name: 'no' }, '', '', undefined), undefined)
  assert.equal(
    subjectOf({ in: 'query', name: 'no' }, '', `?no=${'1'.repeat(41)}`, undefined),
    undefined,
  )
  assert.equal(subjectOf({ in: 'body', pointer: '/a' }, '', '', Buffer.from('<a/>')), undefined)
  assert.equal(subjectOf({ in: 'body', pointer: '/a' }, '', '', Buffer.from('{"a":{}}')), undefined)
  assert.equal(
    subjectOf({ in: 'body', pointer: '/constructor' }, '', '', Buffer.from('{}')),
    undefined,
  )
})
