import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#kernel/digest'
import { areAllReferenced } from './disclosure.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const digest = (text: string) => sha256(text).toString('base64url')
const token = (payload: object, ...disclosures: string[]) =>
  [`${encode({})}.${encode(payload)}.x`, ...disclosures, ''].join('~')

const name = encode(['salt1', 'full_name', 'Mai'])
const inner = encode(['salt2', 'street', 'Âu Cơ'])
const outer = encode(['salt3', 'address', { _sd: [digest(inner)] }])
const element = encode(['salt4', 'VNM'])

test('disclosures behind a digest, nested ones and array elements among them, are referenced', () => {
  const payload = {
    _sd: [digest(name), digest(outer), digest('decoy')],
    nationalities: [{ '...': digest(element) }],
  }
  assert.ok(areAllReferenced(token(payload)))
  assert.ok(areAllReferenced(token(payload, name)))
  assert.ok(areAllReferenced(token(payload, name, outer, inner, element)))
})

test('an unknown, repeated or orphaned disclosure and a repeated digest are refused', () => {
  const payload = { _sd: [digest(name), digest(outer)] }
  assert.ok(!areAllReferenced(token(payload, element)))
  assert.ok(!areAllReferenced(token(payload, name, name)))
  assert.ok(!areAllReferenced(token(payload, inner)), 'its parent is not shown')
  assert.ok(!areAllReferenced(token({ _sd: [digest(name), digest(name)] }, name)))
  assert.ok(!areAllReferenced(token(payload, '!!!')))
  assert.ok(!areAllReferenced('not a token'))
})
