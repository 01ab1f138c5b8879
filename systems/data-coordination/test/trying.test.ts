import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { systemClock } from '#kernel/clock'
import { Problem } from '#kernel/problem'
import { openTestHouse } from '#testing/house'
import { openTrying, tryClient } from '../trying.ts'
import { api, openRequest } from './center.ts'

const service = { code: 'VN/GOV/TST/one/marriages' } as never

/** A gateway that tells what it was asked. */
async function openEcho(t: TestContext) {
  const server = createServer((request, response) => {
    const long = request.url?.endsWith('/long')
    response.writeHead(request.url?.endsWith('/refused') ? 403 : 200, {
      'content-type': 'application/json',
      'x-road-id': String(request.headers['x-road-id']),
      ...(request.url?.endsWith('/refused') && {
        'x-road-error': 'Server.ServerProxy.AccessDenied',
      }),
      'set-cookie': 'secret=1',
    })
    const { url, headers, method } = request
    const bytes = request.url?.endsWith('/bytes') ? Buffer.from([255, 254, 0]) : undefined
    response.end(bytes ?? (long ? 'x'.repeat(150_000) : JSON.stringify({ method, url, headers })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${port}` }
}

test('a service is tried by a real call whose answer is shown, without what is no one’s business', async (t) => {
  const echo = await openEcho(t)
  const attempt = openTrying({ clock: systemClock } as never, () => echo.url)
  const asked = { method: 'GET', target: '/people/1?year=2024', user: 'steward-1' }
  const tried = await attempt(service, asked)
  const seen = JSON.parse(tried.body.text)
  assert.equal(seen.url, '/r1/VN/GOV/TST/one/marriages/people/1?year=2024')
  assert.deepEqual(
    [seen.headers['x-road-client'], seen.headers['x-road-userid'], seen.headers['x-road-id']],
    [tryClient, 'steward-1', tried.xRoadId],
  )
  assert.deepEqual([tried.status, tried.error, tried.body.whole], [200, null, true])
  assert.equal(
    tried.headers.some(({ name }) => name === 'set-cookie'),
    false,
  )
  const refused = await attempt(service, { ...asked, target: '/refused' })
  assert.deepEqual([refused.status, refused.error], [403, 'Server.ServerProxy.AccessDenied'])
  const long = await attempt(service, { ...asked, target: '/long' })
  assert.deepEqual([long.body.text.length, long.body.whole], [100_000, false])
  const bytes = await attempt(service, { ...asked, target: '/bytes' })
  assert.deepEqual(bytes.body, { text: '//4A', encoding: 'base64', whole: true })
  const posted = await attempt(service, {
    ...asked,
    method: 'POST',
    body: { type: 'application/json', text: '{}' },
  })
  assert.equal(JSON.parse(posted.body.text).method, 'POST')
})

test('a path that could lead elsewhere is not sent', async (t) => {
  const echo = await openEcho(t)
  const attempt = openTrying({ clock: systemClock } as never, () => echo.url)
  const targets = ['/../../status', '/%2e%2e/x', '/a\\b', '/a b', '/a#b', '/./a', '/%2Fa', '@evil']
  for (const target of targets) {
    await assert.rejects(
      () => attempt(service, { method: 'GET', target, user: 'x' }),
      (it) => it instanceof Problem && it.code === 'data-coordination.try-target-malformed',
      target,
    )
  }
})

test('without a gateway for it nothing can be tried', async () => {
  await using house = await openTestHouse()
  const { who, serviceId } = await openRequest(house)
  const path = `${api}/services/${serviceId}/try`
  const { status, body } = await who.steward.caller.post(path, { method: 'GET', target: '/' })
  assert.deepEqual([status, body.code], [503, 'data-coordination.try-gateway-away'])
  const wrong = await who.steward.caller.post(path, { method: 'TRACE', target: '/' })
  assert.equal(wrong.status, 400)
})
