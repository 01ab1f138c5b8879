import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  afterRequestMove,
  faultOfTerms,
  isWithin,
  type RequestMove,
  type RequestState,
  type Terms,
} from './request.ts'

const now = new Date('2026-11-18T02:00:00Z')
const get = { method: 'GET', path: '/a' }
const purpose = { code: 'birth', words: { vi: 'A', en: 'A' }, basis: 'Luật', byConsent: false }
const asked: Terms = {
  purposes: [purpose, { ...purpose, code: 'death' }],
  endpoints: [get, { method: 'GET', path: '/b' }],
  fields: ['x', 'y'],
  requestsPerMinute: 60,
  requestsPerDay: 1_000,
  until: new Date('2027-11-18T02:00:00Z'),
}
const field = (name: string) => ({ name, term: null, title: { vi: name, en: name } })
const service = {
  endpoints: [get, { method: 'GET', path: '/b' }],
  fields: [field('x'), field('y')],
  subject: { in: 'path', segment: 0 } as const,
}

test('a request makes only the moves of its state', () => {
  const allowed: Record<RequestState, RequestMove[]> = {
    open: ['approve', 'refuse', 'ask-back', 'withdraw'],
    'asked-back': ['refuse', 'answer', 'withdraw'],
    approved: [],
    refused: [],
    withdrawn: [],
  }
  const all: RequestMove[] = ['approve', 'refuse', 'ask-back', 'answer', 'withdraw']
  for (const [state, moves] of Object.entries(allowed)) {
    for (const move of all) {
      const made = afterRequestMove(state as RequestState, move) !== undefined
      assert.equal(made, moves.includes(move), `${state} ${move}`)
    }
  }
})

test('what is given lies within what was asked', () => {
  const narrower: [Partial<Terms>, boolean][] = [
    [{}, true],
    [{ purposes: [purpose] }, true],
    [{ fields: ['x'], endpoints: [get] }, true],
    [{ requestsPerMinute: 1, requestsPerDay: 1, until: now }, true],
    [{ purposes: [] }, false],
    [{ purposes: [{ ...purpose, code: 'tax' }] }, false],
    [{ fields: null }, false],
    [{ fields: [] }, false],
    [{ fields: ['z'] }, false],
    [{ endpoints: null }, false],
    [{ endpoints: [] }, false],
    [{ endpoints: [{ method: 'POST', path: '/a' }] }, false],
    [{ requestsPerMinute: 61 }, false],
    [{ requestsPerDay: 1_001 }, false],
    [{ until: new Date('2027-11-18T02:00:01Z') }, false],
  ]
  for (const [change, within] of narrower) {
    assert.equal(isWithin({ ...asked, ...change }, asked), within, JSON.stringify(change))
  }
  const all = { ...asked, endpoints: null, fields: null }
  assert.equal(isWithin(asked, all), true)
  assert.equal(isWithin(all, all), true)
})

test('terms that do not fit the service are named', () => {
  const cases: [Partial<Terms>, object, RegExp][] = [
    [{ endpoints: [{ method: 'POST', path: '/a' }] }, {}, /operations/],
    [{ fields: ['z'] }, {}, /fields/],
    [{ purposes: [purpose, purpose] }, {}, /twice/],
    [{ purposes: [{ ...purpose, byConsent: true }] }, { subject: null }, /consent/],
    [{ until: now }, {}, /lie ahead/],
    [{ until: new Date('2032-01-01T00:00:00Z') }, {}, /lie ahead/],
  ]
  assert.equal(faultOfTerms(asked, service, now), undefined)
  for (const [change, more, reason] of cases) {
    const fault = faultOfTerms({ ...asked, ...change }, { ...service, ...more }, now)
    assert.match(fault?.en ?? '', reason)
  }
})
