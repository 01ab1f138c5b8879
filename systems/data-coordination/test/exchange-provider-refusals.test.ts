import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { ask, at, makeKeys, openPair, type Pair } from '#testing/exchange'
import { type Sent, send, signMessage, type Told, tell } from './raw-peer.ts'

/** What reached the service. */
function counted() {
  const reached: string[] = []
  return {
    reached,
    serve: (request: IncomingMessage, response: ServerResponse) => {
      reached.push(request.url ?? '')
      response.end('{"name":"An","secret":1}')
    },
  }
}

async function refused(pair: Pair, sent: Sent, kind: string): Promise<Told> {
  const told = await tell(pair, sent)
  assert.equal(told.error, `Server.ServerProxy.${kind}`, told.text)
  assert.ok(told.proven, 'the refusal is signed and bound to the request')
  return told
}

test('the provider believes nothing that does not prove itself, and its service hears nothing of it', async () => {
  const { reached, serve } = counted()
  await using pair = await openPair({ serve })
  const { authority, keys } = pair
  const stranger = await makeKeys(authority, 'stranger')
  assert.equal((await tell(pair)).status, 200)
  assert.equal(reached.length, 1)

  const verification = 'SignatureVerification'
  const change = (name: string, value: string): Sent => ({
    change: ({ headers }) => void (headers[name] = value),
  })
  await refused(pair, change('ndc-purpose', 'study'), verification)
  await refused(pair, change('x-road-userid', 'VN2'), verification)
  await refused(pair, { change: (it) => void (it.path = at('/of/2')) }, verification)
  await refused(pair, { change: (it) => void (it.path = at('/of/1?all=1')) }, verification)
  await refused(
    pair,
    { method: 'POST', body: '{"a":1}', change: (it) => void (it.body = '{"a":2}') },
    verification,
  )
  await refused(
    pair,
    { method: 'POST', body: '{}', change: (it) => void (it.body = undefined) },
    verification,
  )
  await refused(
    pair,
    {
      change: ({ headers }) => {
        headers['Signature-Input'] = headers['Signature-Input']?.replace('"@query" ', '') ?? ''
      },
    },
    verification,
  )
  await refused(pair, { signing: stranger.signing }, 'CertValidation')
  const unsigned = await tell(pair, {
    change: ({ headers }) => {
      delete headers['Signature']
      delete headers['Signature-Input']
    },
  })
  assert.equal(unsigned.error, 'Server.ServerProxy.SignatureVerification')
  await refused(pair, { tls: stranger.tls }, 'CertValidation')
  await assert.rejects(tell(pair, { tls: await authority.issue({ name: 'own', own: true }) }))
  // Another gateway that is known, with messages that the consumer's has signed.
  await refused(pair, { tls: keys.provider.tls }, 'CertValidation')
  await refused(pair, { signing: keys.provider.signing, tls: keys.provider.tls }, 'AccessDenied')
  assert.equal(reached.length, 1)
})

test('a certificate that was revoked or has ended signs and connects no more', async () => {
  await using pair = await openPair()
  const { authority, keys } = pair
  assert.equal((await tell(pair)).status, 200)
  pair.change(() => ({ revoked: [keys.consumer.signing.serial] }))
  assert.match((await refused(pair, {}, 'CertValidation')).text, /signing certificate is revoked/)
  pair.change(() => ({ revoked: [keys.consumer.tls.serial] }))
  assert.match(
    (await refused(pair, {}, 'CertValidation')).text,
    /connection’s certificate is revoked/,
  )
  pair.change(() => ({ revoked: [] }))
  assert.equal((await tell(pair)).status, 200)

  const [from, until] = [new Date(Date.now() - 7_200_000), new Date(Date.now() - 3_600_000)]
  const ended = await authority.issue({ name: 'ended', from, until })
  pair.change(({ gateways }) => ({
    gateways: gateways.map((it) =>
      it.id === 'gateway-consumer'
        ? {
            ...it,
            signingCertificates: [...it.signingCertificates, ended.certificate.toString('base64')],
          }
        : it,
    ),
  }))
  assert.match(
    (await refused(pair, { signing: ended }, 'CertValidation')).text,
    /signing certificate is expired/,
  )
  assert.equal((await tell(pair)).status, 200)
})

test('a message is taken on once: repeated, replayed and with an id used before', async () => {
  const { reached, serve } = counted()
  await using pair = await openPair({ serve })
  const sent: Sent = { fields: { 'x-road-id': 'same' } }
  const { message, signed } = signMessage(pair.keys.consumer, sent)
  assert.equal((await send(pair, sent, message, signed)).status, 200)
  const replayed = await send(pair, sent, message, signed)
  assert.equal(replayed.error, 'Server.ServerProxy.Replayed')
  const again = await refused(pair, sent, 'DuplicateMessageId')
  assert.equal(again.status, 409)
  assert.match(again.text, /answered with 200; SHA-256 of what that answer signed: [\w-]{43}/)
  assert.equal(reached.length, 1)
  // Repeated by the client through its own gateway, it is told the same.
  const answer = await ask(pair.url, at('/of/1'), { headers: { 'X-Road-Id': 'same' } })
  assert.equal(answer.headers['x-road-error'], 'Server.ServerProxy.DuplicateMessageId')
  assert.equal(reached.length, 1)
})

test('a message from another time is refused with the time of the provider', async () => {
  await using pair = await openPair()
  for (const offMs of [-61_500, 62_500]) {
    const told = await refused(pair, { nowMs: Date.now() + offMs }, 'ClockSkew')
    const created = Number(/;created=(\d+);/.exec(String(told.headers['signature-input']))?.[1])
    assert.ok(Math.abs(created * 1000 - Date.now()) < 2_000)
  }
  assert.equal((await tell(pair, { nowMs: Date.now() - 55_000 })).status, 200)
})

test('what a grant does not hold is refused, whatever the other gateway let through', async () => {
  const { reached, serve } = counted()
  await using pair = await openPair({ serve })
  const denied = async (sent: Sent, kind = 'AccessDenied') => void (await refused(pair, sent, kind))
  await denied({ fields: { 'ndc-grant': 'grant-2' } })
  await denied({ fields: { 'ndc-purpose': 'curiosity' } })
  await denied({ fields: { 'x-road-client': 'VN/GOV/MOJ/civil-status' } })
  await denied({ path: at('/of/1').replace('marriages', 'births') }, 'UnknownService')
  const change = (more: object) =>
    pair.change(({ grants }) => ({ grants: grants.map((it) => ({ ...it, ...more })) }))
  change({ endpoints: [{ method: 'GET', path: '/of/{number}' }] })
  assert.equal((await tell(pair)).status, 200)
  await denied({ path: at('/all') })
  await denied({ method: 'DELETE' })
  await denied({ path: at('/of/1/more') })
  change({ endpoints: null, expiresAt: new Date(Date.now() - 1).toISOString() })
  await denied({})
  change({
    expiresAt: new Date(Date.now() + 9e6).toISOString(),
    validFrom: new Date(Date.now() + 8e6).toISOString(),
  })
  await denied({})
  pair.change(() => ({ expiresAt: new Date(Date.now() - 1).toISOString() }))
  await denied({}, 'OutdatedGlobalConf')
  assert.equal(reached.length, 1)
})

test('a path that two readers could read differently is refused on both sides', async () => {
  const { reached, serve } = counted()
  await using pair = await openPair({ serve })
  for (const path of ['/..%2fbirths', '/%2e%2e/births', '/a//b', '/../births', '/a;x']) {
    const told = await tell(pair, { path: at(path) })
    assert.equal(told.error, 'Client.BadRequest', path)
    const answer = await ask(pair.url, at(path))
    assert.equal(answer.headers['x-road-error'], 'Client.BadRequest', path)
  }
  assert.equal(reached.length, 0)
})

test('quotas hold: so many a minute, so many a day, counted durably', async () => {
  const { serve } = counted()
  await using pair = await openPair({ serve })
  const change = (more: object) =>
    pair.change(({ grants }) => ({ grants: grants.map((it) => ({ ...it, ...more })) }))
  change({ requestsPerMinute: 2 })
  assert.equal((await tell(pair)).status, 200)
  assert.equal((await tell(pair)).status, 200)
  const told = await refused(pair, {}, 'QuotaExceeded')
  assert.equal(told.status, 429)
  assert.ok(Number(told.headers['retry-after']) <= 31)
  const [spent] = await pair.provider.store.read<{ count: number }>(['select count from spent'])
  assert.equal(spent?.count, 2)
  change({ requestsPerMinute: 1e6, requestsPerDay: 2 })
  assert.match((await refused(pair, {}, 'QuotaExceeded')).text, /a day/)
})

test('answers are cut to the granted fields', async () => {
  const { serve } = counted()
  await using pair = await openPair({
    serve: (request, response) => {
      response.setHeader(
        'Content-Type',
        request.url?.includes('text') ? 'text/plain' : 'application/json',
      )
      serve(request, response)
    },
  })
  pair.change(({ grants }) => ({ grants: grants.map((it) => ({ ...it, fields: ['name'] })) }))
  const answer = await ask(pair.url, at('/of/1'))
  assert.equal(answer.text, '{"name":"An"}')
  const unlimited = await ask(pair.url, at('/text'))
  assert.equal(unlimited.status, 502)
  assert.equal(unlimited.headers['x-road-error'], 'Server.ServerProxy.ServiceFailed.InvalidAnswer')
})

test('where the basis is consent, the center must know one', async () => {
  const questions: object[] = []
  let answer: boolean | Error = false
  const consent = async (question: object): Promise<boolean> => {
    questions.push(question)
    if (answer instanceof Error) throw answer
    return answer
  }
  await using pair = await openPair({
    provider: { ask: { consent, contract: async () => undefined } },
  })
  const headers = { 'NDC-Purpose': 'study' }
  const asked = () => ask(pair.url, at('/of/079203001234'), { headers })
  assert.equal((await asked()).headers['x-road-error'], 'Server.ServerProxy.ConsentMissing')
  assert.deepEqual(questions, [
    {
      client: 'VN/GOV/NDC/public-services',
      service: 'VN/GOV/MOJ/civil-status/marriages',
      purpose: 'study',
      subject: '079203001234',
    },
  ])
  answer = new Error('away')
  assert.equal((await asked()).headers['x-road-error'], 'Server.ServerProxy.ConsentUnknown')
  answer = true
  assert.equal((await asked()).status, 200)
})
