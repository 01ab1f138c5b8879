import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitFields } from './field-limit.ts'

const json = 'application/json; charset=utf-8'
const cut = (text: string, type = json, status = 200) =>
  limitFields(Buffer.from(text), type, ['name', 'year'], status)?.toString()

test('only granted fields of an object, or of each object of a list, pass', () => {
  assert.equal(cut('{"name":"An","secret":1,"year":{"a":1}}'), '{"name":"An","year":{"a":1}}')
  assert.equal(cut('[{"name":"An","secret":1},{"x":1},7]'), '[{"name":"An"},{},{}]')
  assert.equal(cut('{"name":1}', 'application/problem+json'), '{"name":1}')
})

test('what cannot be limited does not pass', () => {
  assert.equal(cut('{"name":1}', 'text/plain'), undefined)
  assert.equal(cut('name'), undefined)
  assert.equal(cut('"name"'), undefined)
  assert.equal(cut('null'), undefined)
})

test('a refusal of the service may say why', () => {
  const problem = '{"type":"t","detail":"d","number":"079"}'
  assert.equal(cut(problem, json, 404), '{"type":"t","detail":"d"}')
  assert.equal(cut(problem, json, 200), '{}')
})

test('only granted fields pass of each object of a page', () => {
  const answer = { items: [{ a: 1, b: 2 }, 'text', null], total: 3, b: 4 }
  const limited = (...fields: string[]) =>
    limitFields(Buffer.from(JSON.stringify(answer)), 'application/json', fields, 200)?.toString()
  assert.equal(limited('a'), '{"items":[{"a":1},{},{}]}')
  assert.equal(limited('b'), '{"b":4,"items":[{"b":2},{},{}]}')
  assert.equal(limited('items'), JSON.stringify({ items: answer.items }))
})
