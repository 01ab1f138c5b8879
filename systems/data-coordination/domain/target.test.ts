import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTarget } from './target.ts'

const service = 'VN/GOV/MOJ/civil-status/marriages'

test('a target names its service, and the rest stays as it came', () => {
  assert.deepEqual(parseTarget(`/r1/${service}/of/a%20b?x=1&y=/%2F`), {
    subsystem: 'VN/GOV/MOJ/civil-status',
    service,
    code: 'marriages',
    path: '/of/a%20b',
    query: '?x=1&y=/%2F',
  })
  assert.equal(parseTarget(`/r1/${service}`)?.path, '')
  assert.equal(parseTarget(`/r1/${service}/`)?.path, '/')
  assert.equal(parseTarget(`/r1/${service}?`)?.query, '?')
})

test('what two readers could read differently is refused', () => {
  for (const it of [
    '/r1/VN/GOV/MOJ/civil-status',
    `/r2/${service}`,
    `/r1/${service}/../births`,
    `/r1/${service}/..`,
    `/r1/${service}/./a`,
    `/r1/${service}/%2e%2e/births`,
    `/r1/${service}/..%2fbirths`,
    `/r1/${service}/a%2Fb`,
    `/r1/${service}/a%5cb`,
    `/r1/${service}/a%00`,
    `/r1/${service}/a%0d%0aX: y`,
    `/r1/${service}/%252e`,
    `/r1/${service}/a//b`,
    `/r1/${service}/a;b=c`,
    `/r1/${service}/a\\b`,
    `/r1/${service}/a b`,
    `/r1/${service}/ă`,
    `/r1/${service}/a#b`,
    `/r1/${service}/a%zz`,
    `/r1/VN/GOV/../civil-status/marriages`,
    `/r1//VN/GOV/MOJ/civil-status/marriages`,
    `http://other/r1/${service}`,
    `/r1/${service}/${'a'.repeat(8_000)}`,
  ]) {
    assert.equal(parseTarget(it), undefined, it)
  }
})
