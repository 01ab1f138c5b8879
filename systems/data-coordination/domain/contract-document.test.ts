import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#kernel/problem'
import { readContract } from './contract-document.ts'

const info = { title: 'Kết hôn', version: '1.0.0' }
const ok = { responses: { 200: { description: 'OK' } } }

test('endpoints are the operations of an OpenAPI document', () => {
  const document = {
    openapi: '3.1.0',
    info,
    paths: {
      '/': { get: ok },
      '/people/{number}/marriages': { get: ok, post: ok, parameters: [] },
      '/v1.2/a-b_c~': { delete: ok, summary: 'x' },
    },
  }
  assert.deepEqual(readContract('rest', document), [
    { method: 'GET', path: '/' },
    { method: 'GET', path: '/people/{number}/marriages' },
    { method: 'POST', path: '/people/{number}/marriages' },
    { method: 'DELETE', path: '/v1.2/a-b_c~' },
  ])
})

test('a reference within the document is followed, and events have one endpoint', () => {
  const document = {
    openapi: '3.0.3',
    info,
    paths: { '/a': { get: { $ref: '#/components/x~1y' } } },
    components: { 'x/y': ok },
  }
  assert.equal(readContract('rest', document).length, 1)
  assert.deepEqual(readContract('feed', { type: 'object' }), [{ method: 'GET', path: '/' }])
})

test('what cannot stand in the catalogue is refused with the reason', () => {
  const paths = { '/a': { get: ok } }
  let deep: object = {}
  for (let nth = 0; nth < 80; nth++) deep = { deep }
  const many = Object.fromEntries(Array.from({ length: 301 }, (_, at) => [`/p${at}`, { get: ok }]))
  const cases: [unknown, RegExp][] = [
    ['text', /not an object/],
    [[], /not an object/],
    [{ swagger: '2.0', info, paths }, /OpenAPI 3/],
    [{ openapi: '3.2.0', info, paths }, /OpenAPI 3/],
    [{ openapi: '3.1.0', info: {}, paths }, /info\.title/],
    [{ openapi: '3.1.0', info }, /"paths"/],
    [{ openapi: '3.1.0', info, paths: {} }, /1 to 300/],
    [{ openapi: '3.1.0', info, paths: many }, /1 to 300/],
    [{ openapi: '3.1.0', info, paths: { a: { get: ok } } }, /whole segment/],
    [{ openapi: '3.1.0', info, paths: { '/a{b}': { get: ok } } }, /whole segment/],
    [{ openapi: '3.1.0', info, paths: { '/a?b': { get: ok } } }, /whole segment/],
    [{ openapi: '3.1.0', info, paths: { '/a/../b c': { get: ok } } }, /whole segment/],
    [{ openapi: '3.1.0', info, paths: { '/a': 1 } }, /no object/],
    [{ openapi: '3.1.0', info, paths: { '/a': { get: { $ref: './b.yaml' } } } }, /must lead/],
    [{ openapi: '3.1.0', info, paths: { '/a': { get: { $ref: 'https://x/y' } } } }, /must lead/],
    [{ openapi: '3.1.0', info, paths: { '/a': { get: { $ref: '#/nowhere' } } } }, /must lead/],
    [{ openapi: '3.1.0', info, paths, deep }, /too large or too deep/],
  ]
  for (const [document, reason] of cases) {
    assert.throws(
      () => readContract('rest', document),
      (it) => it instanceof Problem && reason.test(it.detail.en),
      String(reason),
    )
  }
})
