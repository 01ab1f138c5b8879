import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  faultOfComposite,
  fillPath,
  hasFailed,
  type PartAnswer,
  parametersOf,
  statusOf,
} from './composite.ts'

test('a path is filled with what the question gives', () => {
  const filled = fillPath('/people/{id}/x?since={since}&y=1', { id: 'a b', since: '2026/01&c' })
  assert.deepEqual(filled, { path: '/people/a%20b/x?since=2026%2F01%26c&y=1' })
  assert.deepEqual(fillPath('/{n}/{t}', { n: 7, t: true }), { path: '/7/true' })
  assert.deepEqual(parametersOf({ parts: [part('a', '/{x}/{y}'), part('b', '?q={x}')] }), [
    'x',
    'y',
  ])
})

test('what is missing, or would lead elsewhere, is refused', () => {
  for (const id of [
    undefined,
    null,
    {},
    [],
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    '%2f',
    'a\u0000',
    '\ud800',
  ]) {
    assert.equal(typeof fillPath('/people/{id}', { id }), 'string', JSON.stringify(id))
  }
  assert.equal(typeof fillPath('/{constructor}', {}), 'string')
})

test('whatever a parameter is, it stays within its segment', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (id) => {
      const filled = fillPath('/people/{id}/end', { id })
      if (typeof filled === 'string') return
      const url = new URL(filled.path, 'http://x')
      assert.equal(url.pathname.split('/').length, 4)
      assert.equal(decodeURIComponent(url.pathname.split('/')[2] ?? ''), id)
    }),
  )
})

test('an answer is told apart from a refusal, a delay and a failure', () => {
  const cases: readonly [number, string | undefined, string][] = [
    [200, undefined, 'answered'],
    [404, undefined, 'answered'],
    [500, undefined, 'failed'],
    [403, 'Server.ServerProxy.AccessDenied', 'refused'],
    [429, 'Server.ServerProxy.QuotaExceeded', 'refused'],
    [400, 'Client.BadRequest', 'refused'],
    [409, 'Server.ServerProxy.OutcomeUnknown', 'failed'],
    [503, 'Server.ClientProxy.NetworkError', 'failed'],
    [504, 'Server.ServerProxy.ServiceFailed.Timeout', 'timed-out'],
    [504, 'Server.ClientProxy.NoAnswer', 'timed-out'],
  ]
  for (const [status, error, wanted] of cases) assert.equal(statusOf(status, error), wanted, error)
})

test('only a required part makes the whole fail', () => {
  const parts = [part('a', '/', true), part('b', '/')]
  const answer = (status: PartAnswer['status']) =>
    ({ status, reason: null, httpStatus: 200, mediaType: null, body: null, xRoadId: 'x' }) as const
  assert.equal(hasFailed({ parts }, { a: answer('answered'), b: answer('failed') }), false)
  assert.equal(hasFailed({ parts }, { a: answer('timed-out'), b: answer('answered') }), true)
  assert.equal(hasFailed({ parts }, {}), true)
})

function part(name: string, path: string, required = false) {
  return { name, path, required, service: 'VN/GOV/A/b/c' } as const
}

test('a composite is offered only with services that are called, and paths that lead there', () => {
  const fault = (...parts: ReturnType<typeof part>[]) =>
    faultOfComposite({ parts }, (it) => (it === 'VN/GOV/A/b/c' ? 'rest' : undefined))?.en
  assert.equal(fault(part('a', '/of/{n}'), part('b', '/?q={n}&r=%20')), undefined)
  assert.match(fault(part('a', '/'), part('a', '/')) ?? '', /same name/)
  assert.match(
    fault({ ...part('a', '/'), service: 'VN/GOV/A/b/d' as 'VN/GOV/A/b/c' }) ?? '',
    /needs/,
  )
  for (const path of [
    '',
    'x',
    '/a//b',
    '/../x',
    '/a/..',
    '/{}',
    '/{a b}',
    '/a b',
    '/%zz',
    '/a#b',
  ]) {
    assert.match(fault(part('a', path)) ?? '', /path/, path)
  }
})
