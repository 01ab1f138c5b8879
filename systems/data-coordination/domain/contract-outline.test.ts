import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outlineOf } from './contract-outline.ts'

const record = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    issuedOn: { type: 'string', title: 'Ngày cấp' },
    plate_number: { type: 'string' },
  },
}
const answer = (schema: object) => ({ 200: { content: { 'application/json': { schema } } } })
const documentOf = (paths: object) => ({
  openapi: '3.1.0',
  info: { title: 'Vehicles', description: ' Registered vehicles ', version: '1' },
  servers: [{ url: 'http://10.0.0.5:9000' }],
  paths,
  components: { schemas: { Vehicle: record, Loop: { $ref: '#/components/schemas/Loop' } } },
})

test('the fields of records are found behind references and the list around them', () => {
  const items = { type: 'array', items: { $ref: '#/components/schemas/Vehicle' } }
  const list = { type: 'object', properties: { items, next: { type: 'string' } } }
  const found = outlineOf(documentOf({ '/': { get: { responses: answer(list) } } }))
  assert.deepEqual(found.fields, [
    { name: 'id', title: 'Id' },
    { name: 'issuedOn', title: 'Ngày cấp' },
    { name: 'plate_number', title: 'Plate number' },
  ])
  assert.deepEqual([found.usable, found.endpoints], [true, [{ method: 'GET', path: '/' }]])
  assert.deepEqual(
    [found.title, found.description, found.address],
    ['Vehicles', 'Registered vehicles', 'http://10.0.0.5:9000'],
  )
})

test('the place of the personal number is guessed from path or query, and never from others', () => {
  const responses = answer(record)
  const query = { name: 'personalNumber', in: 'query' }
  const cases: [string, object, unknown][] = [
    ['/of/{personalNumber}/cars', { get: { responses } }, { in: 'path', segment: 1 }],
    ['/{soDinhDanh}', { get: { responses } }, { in: 'path', segment: 0 }],
    ['/', { get: { responses, parameters: [query] } }, { in: 'query', name: 'personalNumber' }],
    ['/', { get: { responses, parameters: [{ name: 'cccd', in: 'header' }] } }, null],
    ['/{id}', { get: { responses } }, null],
  ]
  for (const [path, item, subject] of cases) {
    assert.deepEqual(outlineOf(documentOf({ [path]: item })).subject, subject, path)
  }
})

test('what is no contract, and references in a circle, give an empty outline', () => {
  const nothing = { usable: false, endpoints: [] }
  const empty = { ...nothing, title: '', description: '', address: '', fields: [], subject: null }
  for (const it of [null, 7, 'x', [], {}, { paths: 3 }]) assert.deepEqual(outlineOf(it), empty)
  const circle = answer({ $ref: '#/components/schemas/Loop' })
  const { fields } = outlineOf(documentOf({ '/': { get: { responses: circle } } }))
  assert.deepEqual(fields, [])
})
