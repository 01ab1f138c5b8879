import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventOfMessage, faultOfEvent } from './cloud-event.ts'

const whole = {
  specversion: '1.0',
  id: 'a-1',
  source: '/civil-status/hanoi',
  type: 'vn.moj.marriage-registered',
  subject: 'marriage/7',
  time: '2026-11-23T08:00:00Z',
  datacontenttype: 'application/json',
  dataschema: 'https://example.vn/marriage.json',
  comexampleothervalue: 5,
  flag: true,
  data: { id: 7 },
}

test('an event that CloudEvents 1.0 allows is taken', () => {
  assert.equal(faultOfEvent(whole), undefined)
  const { specversion, id, source, type } = whole
  assert.equal(faultOfEvent({ specversion, id, source, type }), undefined)
  assert.equal(faultOfEvent({ specversion, id, source, type, data_base64: 'AAE=' }), undefined)
})

test('what is wrong with an event is told', () => {
  const wrong: readonly [object, RegExp][] = [
    [{ specversion: '0.3' }, /specversion/],
    [{ id: '' }, /^id/],
    [{ id: 7 }, /^id/],
    [{ source: 'has space' }, /^source/],
    [{ type: undefined }, /^type/],
    [{ subject: '' }, /^subject/],
    [{ subject: 'person 001204001234' }, /personal number/],
    [{ time: 'yesterday' }, /^time/],
    [{ time: '2026-13-41T00:00:00Z' }, /^time/],
    [{ dataschema: 'not a uri' }, /^dataschema/],
    [{ datacontenttype: 'json' }, /^datacontenttype/],
    [{ Upper: 'x' }, /no name/],
    [{ 'with-dash': 'x' }, /no name/],
    [{ number: 1.5 }, /no integer/],
    [{ number: 2 ** 40 }, /no integer/],
    [{ object: {} }, /^object/],
    [{ note: 'line\nbreak' }, /^note/],
    [{ data_base64: 'AAE=' }, /exclude/],
    [{ data: undefined, data_base64: '*' }, /exclude|base64/],
  ]
  for (const [change, words] of wrong)
    assert.match(faultOfEvent({ ...whole, ...change }) ?? '', words)
  for (const it of [null, [], 'text', 4]) assert.match(faultOfEvent(it) ?? '', /JSON object/)
})

test('whatever is handed in, a fault is told or it is an event: nothing is thrown', () => {
  fc.assert(
    fc.property(fc.anything(), (it) => {
      const fault = faultOfEvent(it)
      assert.ok(fault === undefined || fault.length > 0)
    }),
  )
})

test('the binary mode of the HTTP binding is read', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/a',
    'ce-type': 'b',
    'ce-subject': 'C%C3%A0%20Mau',
    host: 'x',
  }
  const json = { ...headers, 'content-type': 'application/json; charset=utf-8' }
  const event = eventOfMessage(json, Buffer.from('{"a":1}')) as Record<string, unknown>
  assert.deepEqual(
    [event['subject'], event['data'], event['host']],
    ['Cà Mau', { a: 1 }, undefined],
  )
  const bytes = eventOfMessage({ ...headers, 'content-type': 'image/png' }, Buffer.from([0, 1]))
  assert.deepEqual(
    [(bytes as { data_base64: string }).data_base64, faultOfEvent(bytes)],
    ['AAE=', undefined],
  )
  assert.throws(() => eventOfMessage(json, Buffer.from('{')), SyntaxError)
  assert.throws(
    () => eventOfMessage({ ...headers, 'ce-subject': '%E0%A4%A' }, Buffer.alloc(0)),
    SyntaxError,
  )
})
