import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SubjectPlace } from './configuration.ts'
import { type Naming, subjectOf } from './subject.ts'

const nothing: Naming = { path: '', query: '', contentType: undefined, body: undefined }
const path = (text: string, segment: number) =>
  subjectOf({ in: 'path', segment }, { ...nothing, path: text })
const number: SubjectPlace = { in: 'query', name: 'personalNumber' }
const query = (text: string) => subjectOf(number, { ...nothing, query: text })
const body = (text: string, pointer: string, contentType?: string) =>
  subjectOf({ in: 'body', pointer }, { ...nothing, body: Buffer.from(text), contentType })

test('the subject is found in the path, the query or the body', () => {
  assert.equal(path('/of/079203001234', 1), '079203001234')
  assert.equal(path('/a%20b', 0), 'a b')
  assert.equal(query('?x=1&personalNumber=07'), '07')
  assert.equal(query('?x=personalNumber&personal%4eumber=07&y'), '07')
  const text = '{"who":{"a/b":"079"},"list":["x",12],"t":"a\\"b\\": c"}'
  assert.equal(body(text, '/who/a~1b'), '079')
  assert.equal(body(text, '/list/1', 'application/json; charset=utf-8'), '12')
})

test('an empty place has no subject', () => {
  assert.equal(path('/of/1', 3), undefined)
  assert.equal(path('/of/', 1), undefined)
  for (const it of ['', '?', '?x=1', '?personalNumber', '?personalNumber=']) {
    assert.equal(query(it), undefined, it)
  }
  assert.equal(body('', '/a'), undefined)
  assert.equal(body('{"a":null}', '/a'), undefined)
  assert.equal(body('{}', '/constructor'), undefined)
  assert.equal(body('null', '/a'), undefined)
})

test('what a service could read as somebody else is nobody’s', () => {
  assert.equal(path('/%ff', 0), null)
  assert.equal(path(`/${'1'.repeat(41)}`, 0), null)
  for (const it of [
    '?personalNumber=1&personalNumber=2',
    '?personalNumber=1&personalnumber=2',
    '?personalNumber=1&personal%4eumber=2',
    '?personalNumber=1&personalNumber[]=2',
    '?personalNumber=1&x=3;personalNumber=2',
    '?personal_number=2',
    '?PERSONALNUMBER=2',
    '?personalNumber=%ff',
    `?personalNumber=${'+'.repeat(29)}079203001234`,
  ]) {
    assert.equal(query(it), null, it)
  }
  for (const [text, type] of [
    ['{"a":"1","a":"2"}'],
    ['{"a":"1","\\u0061":"2"}'],
    ['{"A":"2","a":"1"}'],
    ['{"A":"2"}'],
    ['{"a":{}}'],
    ['<a/>'],
    ['{"a":"1","b":"&a=2&"}', 'application/x-www-form-urlencoded'],
    ['{"a":"1"}', 'text/plain, application/json'],
  ] as const) {
    assert.equal(body(text, '/a', type), null, text)
  }
})
