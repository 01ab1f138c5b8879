import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Access } from '#kernel/access'
import { openTestHouse } from '#testing/house'

type Schema = {
  type?: string
  maxLength?: number
  maxItems?: number
  enum?: unknown[]
  const?: unknown
  [key: string]: unknown
}
type Operation = {
  operationId: string
  summary?: string
  'x-access': Access
  requestBody?: { content: Record<string, { schema: Schema }> }
  parameters?: { name: string; in: string; schema: Schema }[]
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

const { paths } = JSON.parse(readFileSync('docs/api/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

test('a stranger is refused on every operation that is not for everyone', async () => {
  await using house = await openTestHouse()
  const stranger = house.caller()
  const closed = operations.filter(({ operation }) => !('anyone' in operation['x-access']))
  assert.ok(closed.length > 60)
  const let_in: string[] = []
  for (const { path, method, operation } of closed) {
    const address = path.replaceAll(/\{[^}]+\}/g, '01939c1e-0000-7000-8000-000000000000')
    const body = method === 'get' || method === 'delete' ? undefined : {}
    const { status } = await stranger.send(method.toUpperCase(), address, body)
    if (status !== 401) let_in.push(`${operation.operationId}: ${status}`)
  }
  assert.deepEqual(let_in, [])
})

test('a person is refused on every operation that is for officials or programs alone', async () => {
  await using house = await openTestHouse()
  const { actAs } = await import('#testing/cases')
  const { caller } = await actAs(house, 'landlord')
  const closed = operations.filter(({ operation: { 'x-access': access } }) => {
    return !('anyone' in access) && !access.person
  })
  assert.ok(closed.length > 20)
  const let_in: string[] = []
  for (const { path, method, operation } of closed) {
    const address = path.replaceAll(/\{[^}]+\}/g, '01939c1e-0000-7000-8000-000000000000')
    const body = method === 'get' || method === 'delete' ? undefined : {}
    const { status } = await caller.send(method.toUpperCase(), address, body)
    if (status !== 403) let_in.push(`${operation.operationId}: ${status}`)
  }
  assert.deepEqual(let_in, [])
})

test('operations have names of their own and say what they do', () => {
  const names = operations.map(({ operation }) => operation.operationId)
  assert.deepEqual(
    names.filter((it, at) => names.indexOf(it) !== at),
    [],
  )
  assert.deepEqual(
    operations.filter(({ operation }) => !operation.summary).map((it) => it.path),
    [],
  )
})

test('everything that travels has a maximum: what is sent, and every list that is answered', () => {
  const found: string[] = []
  const visit = (schema: Schema | undefined, where: string, sent: boolean): void => {
    if (typeof schema !== 'object' || schema === null) return
    if (schema.type === 'array' && schema.maxItems === undefined) found.push(`${where}: an array`)
    const open = schema.type === 'string' && !schema.enum && schema.const === undefined
    if (sent && open && schema.maxLength === undefined) found.push(`${where}: a string`)
    for (const [key, value] of Object.entries(schema)) {
      if (Array.isArray(value)) value.forEach((it) => visit(it as Schema, where, sent))
      else if (key !== 'example') visit(value as Schema, `${where}.${key}`, sent)
    }
  }
  for (const { operation: it } of operations) {
    for (const parameter of it.parameters ?? []) {
      if (parameter.name === '*') continue // the printer loses what a wildcard's schema says
      visit(parameter.schema, `${it.operationId}?${parameter.name}`, true)
    }
    for (const { schema } of Object.values(it.requestBody?.content ?? {})) {
      visit(schema, `${it.operationId} body`, true)
    }
    for (const [status, { content }] of Object.entries(it.responses)) {
      for (const { schema } of Object.values(content ?? {})) {
        visit(schema, `${it.operationId} ${status}`, false)
      }
    }
  }
  assert.deepEqual(found, [])
})

test('a body that is too large, malformed, or of another type is refused with a problem', async () => {
  await using house = await openTestHouse()
  const caller = house.caller()
  const path = '/api/identity/v1/log-ins/totp'
  const cases: [body: unknown, headers: Record<string, string>, status: number, code: string][] = [
    ['{"number": ', {}, 400, 'kernel.request-malformed'],
    [{ number: '1' }, {}, 400, 'kernel.request-malformed'],
    [{ number: '001195012345', code: '000000', more: 1 }, {}, 400, 'kernel.request-malformed'],
    [[], {}, 400, 'kernel.request-malformed'],
    ['x'.repeat(1_200_000), {}, 413, 'kernel.body-too-large'],
    ['a=b', { 'content-type': 'text/plain' }, 415, 'kernel.media-type-unknown'],
    ['<a/>', { 'content-type': 'application/xml' }, 415, 'kernel.media-type-unknown'],
  ]
  for (const [body, headers, status, code] of cases) {
    const answer = await caller.send('POST', path, body, headers)
    assert.equal(answer.status, status, code)
    assert.equal(answer.body.code, code)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  }
  const nothing = await caller.get('/api/nothing/v1/at-all')
  assert.equal(nothing.body.code, 'kernel.path-unknown')
})

test('the readable page, health and metrics answer', async () => {
  await using house = await openTestHouse()
  const caller = house.caller()
  assert.equal((await caller.get('/health')).body.status, 'ok')
  assert.match((await caller.get('/docs/')).body, /<script/)
  assert.match((await caller.get('/metrics')).body, /ndc_http_request_duration_seconds/)
  const behind = await caller.get('/metrics', { 'x-forwarded-for': '203.0.113.7' })
  assert.equal(behind.status, 403)
})
