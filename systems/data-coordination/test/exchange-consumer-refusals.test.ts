import assert from 'node:assert/strict'
import { request } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { connect } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { pem } from '#testing/authority'
import { type Issued, makeAuthority } from '#testing/certificates'
import { ask, at, client, gatewayEntry, makeKeys, openPair, type Pair } from '#testing/exchange'
import { contentDigest, type Fields } from '../domain/message.ts'
import { type Signer, signerOf } from '../hot-path/message-signature.ts'
import { impersonate } from './raw-peer.ts'

const errorOf = (answer: { headers: Record<string, unknown> }) => answer.headers['x-road-error']

test('the client is told early what is wrong, in the words of X-Road', async () => {
  await using pair = await openPair()
  const { url } = pair
  const cases: [path: string, headers: Record<string, string>, error: string, status: number][] = [
    ['/r1/VN/GOV/MOJ', {}, 'Client.BadRequest', 400],
    ['/elsewhere', {}, 'Client.BadRequest', 400],
    [at('/a'), { 'X-Road-Client': 'VN/GOV/NDC' }, 'Client.BadRequest', 400],
    [at('/a'), { 'X-Road-Id': 'a b' }, 'Client.BadRequest', 400],
    [at('/a').replace('marriages', 'births'), {}, 'Server.ClientProxy.UnknownService', 404],
    [at('/a').replace('MOJ', 'MOI'), {}, 'Server.ClientProxy.UnknownMember', 404],
    [at('/a'), { 'NDC-Purpose': 'curiosity' }, 'Server.ClientProxy.AccessDenied', 403],
    [
      at('/a'),
      { 'X-Road-Client': 'VN/GOV/MOJ/civil-status' },
      'Server.ClientProxy.SslAuthenticationFailed',
      401,
    ],
  ]
  for (const [path, headers, error, status] of cases) {
    const answer = await ask(url, path, { headers })
    assert.deepEqual([errorOf(answer), answer.status], [error, status], `${path} ${answer.text}`)
    const body = JSON.parse(answer.text) as { type: string; message: string; detail: string }
    assert.equal(body.type, error)
    assert.ok(body.message.length > 10)
  }
  const english = await ask(url, '/elsewhere', { headers: { 'Accept-Language': 'en' } })
  assert.match(english.text, /does not follow the protocol/)
  const large = await ask(url, at('/a'), { headers: { 'X-Large': 'x'.repeat(20_000) } })
  assert.equal(errorOf(large), 'Client.HeadersTooLarge')
  const nearly = await ask(url, at('/of/1'), { headers: { 'X-Large': 'x'.repeat(15_500) } })
  assert.equal(nearly.status, 200, 'there is room for what gateways add')
  pair.change(() => ({ grants: [] }))
  assert.equal(errorOf(await ask(url, at('/a'))), 'Server.ClientProxy.AccessDenied')
  pair.change(() => ({ expiresAt: new Date(Date.now() - 1).toISOString() }))
  assert.equal(errorOf(await ask(url, at('/a'))), 'Server.ClientProxy.OutdatedGlobalConf')
})

test('an older configuration than the one held is refused', async () => {
  await using pair = await openPair()
  pair.change(() => ({}))
  const { configuration } = pair.consumer.standing.current().directory
  assert.throws(
    () => pair.consumer.standing.change({ configuration: { ...configuration, version: 1 } }),
    /older than the one held/,
  )
})

test('X-Road-Client must be bound to the certificate of the connection', async () => {
  const authority = await makeAuthority('Agency')
  const registered = await authority.issue({ name: 'case system' })
  const ended = await authority.issue({ name: 'old', until: new Date(Date.now() - 1_000) })
  const other = await authority.issue({ name: 'other' })
  const hex = ({ certificate }: Issued) => sha256(certificate).toString('hex')
  const fingerprints = [hex(registered), hex(ended).toUpperCase()]
  await using pair = await openPair({ consumer: { plain: false, fingerprints } })
  const asked = (by?: Issued) =>
    new Promise<unknown[]>((resolve, reject) => {
      tlsRequest(
        {
          host: '127.0.0.1',
          port: pair.consumer.gateway.ports.clients,
          path: at('/of/1'),
          agent: false,
          ca: pem(pair.authority.root),
          checkServerIdentity: () => undefined,
          headers: { 'X-Road-Client': client },
          ...(by && { key: by.keyPem, cert: by.pem }),
        },
        (answer) => {
          answer.resume()
          resolve([answer.statusCode, answer.headers['x-road-error']])
        },
      )
        .on('error', reject)
        .end()
    })
  assert.deepEqual(await asked(registered), [200, undefined])
  for (const it of [undefined, other, ended]) {
    assert.deepEqual(await asked(it), [401, 'Server.ClientProxy.SslAuthenticationFailed'])
  }
  const plain = await ask(pair.url, at('/of/1'))
  assert.equal(errorOf(plain), 'Server.ClientProxy.SslAuthenticationFailed')
})

test('what is not HTTP is answered and closed', async () => {
  await using pair = await openPair()
  const socket = connect(pair.consumer.gateway.ports.clients, '127.0.0.1')
  socket.write('nonsense\r\n\r\n')
  let text = ''
  for await (const part of socket) text += String(part)
  assert.match(text, /^HTTP\/1.1 400 .*X-Road-Error: Client.BadRequest/s)
})

const impersonateWith = (pair: Pair, forge: (sequence: string, id: string) => Forged) =>
  impersonate(pair, (request, response, sequence) => {
    const { status, headers, body } = forge(sequence, String(request.headers['x-road-id']))
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
  })

type Forged = { status: number; headers: Record<string, string>; body: string }

function signedAnswer(signer: Signer, sequence: string, id: string, more: Fields = {}): Forged {
  const body = '{"name":"An"}'
  const fields = { 'content-digest': contentDigest(sha256(body)), 'x-road-id': id, ...more }
  const signed = signer.response(200, fields, sequence, Date.now())
  const headers = {
    ...fields,
    'Signature-Input': signed.signatureInput,
    Signature: signed.signature,
  }
  return { status: 200, headers, body }
}

test('an answer that was changed, or is of another, or for another, is not passed on', async () => {
  await using pair = await openPair()
  const own = signerOf(pair.keys.provider.signing)
  const stranger = signerOf((await makeKeys(pair.authority, 'stranger')).signing)
  const consumers = signerOf(pair.keys.consumer.signing)
  let forge: (sequence: string, id: string) => Forged = (sequence, id) =>
    signedAnswer(own, sequence, id)
  using _server = await impersonateWith(pair, (sequence, id) => forge(sequence, id))
  assert.equal((await ask(pair.url, at('/of/1'))).text, '{"name":"An"}')

  const earlier = `:${Buffer.alloc(64, 1).toString('base64')}:`
  const forgeries: Record<string, typeof forge> = {
    body: (sequence, id) => ({ ...signedAnswer(own, sequence, id), body: '{"name":"Ba"}' }),
    status: (sequence, id) => ({ ...signedAnswer(own, sequence, id), status: 404 }),
    header: (sequence, id) => {
      const it = signedAnswer(own, sequence, id, { 'content-type': 'text/plain' })
      return { ...it, headers: { ...it.headers, 'content-type': 'text/html' } }
    },
    'answer to another': (_, id) => signedAnswer(own, earlier, id),
    'another id': (sequence) => signedAnswer(own, sequence, 'other'),
    'unknown key': (sequence, id) => signedAnswer(stranger, sequence, id),
    'key of another gateway': (sequence, id) => signedAnswer(consumers, sequence, id),
    unsigned: () => ({ status: 200, headers: {}, body: '{"name":"An"}' }),
  }
  for (const [name, it] of Object.entries(forgeries)) {
    forge = it
    const answer = await ask(pair.url, at('/of/1'))
    assert.equal(errorOf(answer), 'Server.ClientProxy.SignatureVerification', name)
    assert.ok(!answer.text.includes('"name"'), name)
  }
  const [kept] = await pair.consumer.store.read<{ count: number }>([
    'select count(*) count from evidence where status is null',
  ])
  assert.equal(kept?.count, Object.keys(forgeries).length, 'that it was asked is kept')
  assert.deepEqual(
    pair.consumer.signals.alarms().map((it) => it.kind),
    ['peer-refused'],
  )
})

test('a gateway that is not the one expected is told nothing', async () => {
  await using pair = await openPair()
  let told = false
  using _server = await impersonateWith(pair, (sequence, id) => {
    told = true
    return signedAnswer(signerOf(pair.keys.provider.signing), sequence, id)
  })
  const stranger = await makeKeys(pair.authority, 'stranger')
  pair.change(({ gateways }) => ({
    gateways: gateways.map((it) =>
      it.id === 'gateway-provider'
        ? { ...it, tlsCertificates: [stranger.tls.certificate.toString('base64')] }
        : it,
    ),
  }))
  const answer = await ask(pair.url, at('/of/1'))
  assert.equal(errorOf(answer), 'Server.ClientProxy.NetworkError')
  assert.equal(told, false)
})

test('a clock that is off heals by the signed time of the peer, and raises an alarm', async () => {
  let offMs = -10 * 60_000
  const clock = { ...systemClock, now: () => new Date(Date.now() + offMs) }
  await using pair = await openPair({ consumer: { clock } })
  const answer = await ask(pair.url, at('/of/1'))
  assert.equal(answer.status, 200, answer.text)
  assert.equal(pair.consumer.signals.alarms()[0]?.kind, 'clock-skewed')
  assert.ok(Math.abs(pair.consumer.gateway.clock.offsetMs() - 600_000) < 2_000)
  assert.equal((await ask(pair.url, at('/of/1'))).status, 200)
  offMs = 20 * 60_000
  const tooFar = await ask(pair.url, at('/of/1'))
  assert.equal(errorOf(tooFar), 'Server.ServerProxy.ClockSkew')
})

test('of several gateways that serve a subsystem, one that is away is passed over', async () => {
  await using pair = await openPair()
  const { configuration } = pair.consumer.standing.current().directory
  const away = await makeKeys(pair.authority, 'away')
  const [first, second] = configuration.gateways
  assert.ok(first && second)
  const third = gatewayEntry('gateway-away', 'VN/GOV/MOJ', second.serves[0] as string, away)
  pair.change(() => ({ gateways: [first, second, third] }))
  for (let nth = 0; nth < 8; nth++) {
    assert.equal((await ask(pair.url, at('/of/1'))).status, 200)
  }
  await pair.provider.gateway.close(0)
  const answer = await ask(pair.url, at('/of/1'))
  assert.equal(errorOf(answer), 'Server.ClientProxy.NetworkError')
  assert.equal(answer.headers['retry-after'], '5')
})

test('who asks too much at once is asked to come again', async () => {
  const waiting: (() => void)[] = []
  await using pair = await openPair({
    serve: (_, response) => void waiting.push(() => response.end('{}')),
    consumer: { limits: { exchanges: 2 } },
  })
  const first = [ask(pair.url, at('/of/1')), ask(pair.url, at('/of/2'))]
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const refused = await ask(pair.url, at('/of/3'))
  assert.equal(errorOf(refused), 'Server.ClientProxy.Busy')
  assert.equal(refused.headers['retry-after'], '1')
  for (const goOn of waiting) goOn()
  assert.deepEqual(
    (await Promise.all(first)).map((it) => it.status),
    [200, 200],
  )
})

test('a client that leaves is not worked for any longer', async () => {
  let aborted: () => void = () => undefined
  const seen = new Promise<void>((resolve) => {
    aborted = resolve
  })
  await using pair = await openPair({
    serve: (_, response) => void response.once('close', aborted),
  })
  const asking = request(`${pair.url}${at('/of/1')}`, { headers: { 'X-Road-Client': client } })
  asking.on('error', () => undefined)
  asking.end()
  setTimeout(() => asking.destroy(), 100)
  await seen
})

test('the exchange answers about itself', async () => {
  const contract = async () => 'openapi: 3.1.0'
  await using pair = await openPair({
    consumer: { ask: { consent: async () => true, contract } },
  })
  const { url } = pair
  const json = async (path: string) => JSON.parse((await ask(url, path)).text) as object
  assert.deepEqual(
    ((await json('/listClients')) as { member: { id: object }[] }).member.at(-1)?.id,
    {
      object_type: 'SUBSYSTEM',
      xroad_instance: 'VN',
      member_class: 'GOV',
      member_code: 'MOJ',
      subsystem_code: 'civil-status',
    },
  )
  const methods = await json('/r1/VN/GOV/MOJ/civil-status/listMethods')
  assert.match(JSON.stringify(methods), /"service_code":"marriages"/)
  assert.match(
    JSON.stringify(await json('/r1/VN/GOV/MOJ/civil-status/allowedMethods')),
    /"service_code":"marriages"/,
  )
  pair.change(() => ({ grants: [] }))
  assert.deepEqual(await json('/r1/VN/GOV/MOJ/civil-status/allowedMethods'), { service: [] })
  const path = '/r1/VN/GOV/MOJ/civil-status/getOpenAPI?serviceCode='
  assert.equal((await ask(url, `${path}marriages`)).text, 'openapi: 3.1.0')
  assert.equal(errorOf(await ask(url, `${path}births`)), 'Server.ClientProxy.UnknownService')
})
