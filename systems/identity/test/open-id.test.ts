import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as client from 'openid-client'
import { openTestHouse } from '#testing/house'
import { browse, logInAt, relyingParty } from '#testing/open-id'
import { enrol, raiseDirectly } from '#testing/people'

const api = '/api/identity/v1'
/** The provider reads the machine's clock, so these houses open now. */
const now = () => new Date().toISOString()

test('discovery says what the provider does, under the address of the center', async () => {
  await using house = await openTestHouse(now())
  const { body } = await house.caller().get('/.well-known/openid-configuration')
  assert.equal(body.issuer, house.url)
  assert.equal(body.authorization_endpoint, `${house.url}/oidc/auth`)
  assert.equal(body.pushed_authorization_request_endpoint, `${house.url}/oidc/par`)
  assert.deepEqual(body.code_challenge_methods_supported, ['S256'])
  assert.deepEqual(body.response_types_supported, ['code'])
  assert.deepEqual(body.acr_values_supported, ['urn:ndc:loa:1', 'urn:ndc:loa:2'])
  assert.deepEqual(body.subject_types_supported.toSorted(), ['pairwise', 'public'])
  const { body: jwks } = await house.caller().get('/oidc/jwks')
  assert.deepEqual(jwks.keys.map((it: { alg: string }) => it.alg).toSorted(), ['ES256', 'RS256'])
  assert.ok(jwks.keys.every((it: { d?: string }) => it.d === undefined))
})

test('a person logs in at a relying party, consents, and sees what was told', async () => {
  await using house = await openTestHouse(now())
  const { caller, person } = await enrol(house)
  const rp = await relyingParty(house, 'clinic')
  const { tokens, claims } = await logInAt(house, caller, rp)
  assert.equal(claims?.['acr'], 'urn:ndc:loa:1')
  assert.deepEqual(claims?.['amr'], ['hwk', 'user'])
  assert.equal(typeof claims?.['auth_time'], 'number')
  assert.notEqual(claims?.sub, person.id)
  assert.equal(claims?.['name'], undefined, 'claims are told at the userinfo endpoint')

  const told = await client.fetchUserInfo(rp.config, tokens.access_token, claims?.sub ?? '')
  assert.equal(told.name, 'Nguyễn Thị Hoa')
  assert.equal(told.family_name, 'Nguyễn')
  assert.equal(told.birthdate, '1994-03-08')
  assert.equal(told['personal_number'], undefined)

  const { body } = await caller.get('/api/population/v1/people/me/accesses')
  const use = body.items.find((it: { operation: string }) => it.operation === 'claimsRelease')
  assert.equal(use.actorName, 'Ứng dụng clinic')
  assert.deepEqual(use.fields.toSorted(), ['birthOn', 'name', 'sex'])
  assert.match(use.basis, /91\/2025/)
  const consents = await caller.get(`${api}/consents`)
  assert.equal(consents.body.items[0].client.id, 'clinic')
  assert.equal(consents.body.items[0].withdrawnAt, null)

  const again = await logInAt(house, caller, rp)
  assert.equal(again.claims?.sub, claims?.sub, 'the second time nothing is asked')
  assert.equal((await caller.get(`${api}/consents`)).body.items.length, 1)
})

test('two sectors know a person under two names, one sector under one', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const one = await relyingParty(house, 'bank', { redirectUri: 'http://bank.localhost:9999/cb' })
  const two = await relyingParty(house, 'shop', { redirectUri: 'http://shop.localhost:9999/cb' })
  const three = await relyingParty(house, 'bank-app', {
    redirectUri: 'http://bank.localhost:9999/app',
  })
  const subs = []
  for (const rp of [one, two, three]) subs.push((await logInAt(house, caller, rp)).claims?.sub)
  assert.notEqual(subs[0], subs[1])
  assert.equal(subs[0], subs[2])
})

test('a client pushes its request (PAR) and binds its tokens (DPoP) where it must', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const rp = await relyingParty(house, 'vault', { requirePar: true, dpop: true })
  const handle = client.getDPoPHandle(rp.config, await client.randomDPoPKeyPair('ES256'))
  const { tokens, claims } = await logInAt(house, caller, rp, { par: true, dpop: handle })
  assert.equal(tokens.token_type, 'dpop')
  const sub = claims?.sub ?? ''
  const told = await client.fetchUserInfo(rp.config, tokens.access_token, sub, { DPoP: handle })
  assert.equal(told.sub, sub)
  await assert.rejects(client.fetchUserInfo(rp.config, tokens.access_token, sub))
  await assert.rejects(logInAt(house, caller, rp, { dpop: handle }), /request|authoriz/i)
})

test('consent is refused, given in part, and taken back', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const rp = await relyingParty(house, 'landlord', { scopes: ['openid', 'profile', 'address'] })
  await assert.rejects(
    logInAt(house, caller, rp, { answering: { refuse: true } }),
    (error: client.AuthorizationResponseError) => error.error === 'access_denied',
  )
  const scope = 'openid profile address'
  const { tokens, claims } = await logInAt(house, caller, rp, {
    scope,
    answering: { scopes: ['openid', 'profile'] },
  })
  const sub = claims?.sub ?? ''
  const told = await client.fetchUserInfo(rp.config, tokens.access_token, sub)
  assert.equal(told.name, 'Nguyễn Thị Hoa')
  assert.equal(told.address, undefined)

  const [consent] = (await caller.get(`${api}/consents`)).body.items
  assert.equal((await caller.send('DELETE', `${api}/consents/${consent.id}`)).status, 204)
  await assert.rejects(client.fetchUserInfo(rp.config, tokens.access_token, sub))
  assert.equal((await caller.send('DELETE', `${api}/consents/${consent.id}`)).status, 404)
})

test('the personal number is told only with consent and to whom may ask', async () => {
  await using house = await openTestHouse(now())
  const { caller, person } = await enrol(house)
  const plain = await relyingParty(house, 'forum')
  await assert.rejects(logInAt(house, caller, plain, { scope: 'openid identity.number' }))
  const claims = JSON.stringify({ userinfo: { personal_number: null } })
  await assert.rejects(logInAt(house, caller, plain, { params: { claims } }))

  const office = await relyingParty(house, 'tax-office', { scopes: ['openid', 'identity.number'] })
  const whole = await logInAt(house, caller, office, { scope: 'openid identity.number' })
  const sub = whole.claims?.sub ?? ''
  const told = await client.fetchUserInfo(office.config, whole.tokens.access_token, sub)
  assert.equal(told['personal_number'], person.number)

  const single = await relyingParty(house, 'customs', {
    redirectUri: 'http://customs.localhost:9999/cb',
    scopes: ['openid', 'profile'],
  })
  const asked = JSON.stringify({ userinfo: { birthdate: { essential: true } } })
  const done = await logInAt(house, caller, single, { scope: 'openid', params: { claims: asked } })
  const one = await client.fetchUserInfo(
    single.config,
    done.tokens.access_token,
    done.claims?.sub ?? '',
  )
  assert.deepEqual(Object.keys(one).toSorted(), ['birthdate', 'sub'])
})

test('refresh tokens are rotated, and a used one ends the whole grant', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const rp = await relyingParty(house, 'library')
  const scope = 'openid profile offline_access'
  const { tokens, claims } = await logInAt(house, caller, rp, {
    scope,
    params: { prompt: 'consent' },
  })
  const first = tokens.refresh_token ?? ''
  const second = await client.refreshTokenGrant(rp.config, first)
  assert.notEqual(second.refresh_token, first)
  await client.fetchUserInfo(rp.config, second.access_token, claims?.sub ?? '')
  await assert.rejects(client.refreshTokenGrant(rp.config, first), /grant|error/)
  await assert.rejects(client.refreshTokenGrant(rp.config, second.refresh_token ?? ''))
  await assert.rejects(client.fetchUserInfo(rp.config, second.access_token, claims?.sub ?? ''))
})

test('a code works once: of ten that bring it at the same time at most one is served', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const rp = await relyingParty(house, 'school')
  const verifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(rp.config, {
    redirect_uri: rp.redirectUri,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const landed = await browse(house, caller, url)
  const bring = () =>
    client.authorizationCodeGrant(rp.config, landed, { pkceCodeVerifier: verifier })
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, bring))
  assert.ok(outcomes.filter((it) => it.status === 'fulfilled').length <= 1)
  await assert.rejects(bring())
})

test('without PKCE, or with another verifier or redirect address, nothing is given', async () => {
  await using house = await openTestHouse(now())
  const { caller } = await enrol(house)
  const rp = await relyingParty(house, 'museum')
  const auth = (params: Record<string, string>) =>
    client.buildAuthorizationUrl(rp.config, {
      redirect_uri: rp.redirectUri,
      scope: 'openid',
      ...params,
    })
  const refused = await browse(house, caller, auth({}))
  assert.equal(refused.searchParams.get('error'), 'invalid_request')

  const code_challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
  const pkce = { code_challenge, code_challenge_method: 'S256' }
  const landed = await browse(house, caller, auth(pkce))
  const wrong = client.randomPKCECodeVerifier()
  await assert.rejects(
    client.authorizationCodeGrant(rp.config, landed, { pkceCodeVerifier: wrong }),
  )
  const evil = auth({ ...pkce, redirect_uri: 'https://evil.example/cb' })
  const page = await caller.get(evil.href, { accept: 'text/html' })
  assert.equal(page.status, 400, 'no redirect to where nobody registered')
  assert.match(page.body, /redirect_uri/)
  assert.doesNotMatch(page.body, /<script/)
  const problem = await caller.get(evil.href, { accept: 'application/json' })
  assert.match(problem.headers.get('content-type') ?? '', /problem\+json/)
})

test('step-up: a higher level or a fresh log-in is asked for and had', async () => {
  await using house = await openTestHouse(now())
  const enrolled = await enrol(house)
  const { caller, accountId } = enrolled
  const rp = await relyingParty(house, 'hospital')
  const acr = { acr_values: 'urn:ndc:loa:2' }
  await assert.rejects(logInAt(house, caller, rp, { params: acr }), /level-too-low-for-client/)
  await raiseDirectly(house, accountId)
  const { claims } = await logInAt(house, caller, rp, { params: acr })
  assert.equal(claims?.['acr'], 'urn:ndc:loa:2')

  house.clock.travelTo(new Date(house.clock.now().getTime() + 50_000).toISOString())
  const fresh = { params: { prompt: 'login' } }
  await assert.doesNotReject(logInAt(house, (await again()).caller, rp, fresh))
  async function again() {
    const { logInWith } = await import('#testing/people')
    await logInWith(house, enrolled.passkey, caller)
    return { caller }
  }
})

test('an interaction belongs to one browser: in another its link is worth nothing', async () => {
  await using house = await openTestHouse(now())
  const victim = await enrol(house)
  const attacker = await enrol(house)
  const rp = await relyingParty(house, 'market')
  const verifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(rp.config, {
    redirect_uri: rp.redirectUri,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const sent = await attacker.caller.get(url.href, { accept: 'text/html' })
  const uid = sent.headers.get('location')?.split('/').at(-1)
  const seen = await victim.caller.get(`${api}/interactions/${uid}`)
  assert.deepEqual([seen.status, seen.body.code], [410, 'identity.challenge-over'])
  const done = await victim.caller.post(`${api}/interactions/${uid}/log-in`)
  assert.equal(done.status, 410)
})

test('logging out at a relying party logs out here; a lock ends all tokens', async () => {
  await using house = await openTestHouse(now())
  const { caller, accountId } = await enrol(house)
  const rp = await relyingParty(house, 'tram')
  const { tokens, claims } = await logInAt(house, caller, rp)
  const url = client.buildEndSessionUrl(rp.config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: 'http://rp.localhost:9999/bye',
  })
  const page = await caller.get(url.href, { accept: 'text/html' })
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const form = new URLSearchParams({ xsrf, logout: 'yes' }).toString()
  const bye = await caller.post('/oidc/log-out/confirm', form, {
    'content-type': 'application/x-www-form-urlencoded',
  })
  assert.equal(bye.headers.get('location'), 'http://rp.localhost:9999/bye')
  assert.equal((await caller.get(`${api}/sessions/current`)).body.session, null)
  await assert.rejects(client.fetchUserInfo(rp.config, tokens.access_token, claims?.sub ?? ''))

  const other = await enrol(house)
  const more = await logInAt(house, other.caller, rp)
  const sub = more.claims?.sub ?? ''
  await client.fetchUserInfo(rp.config, more.tokens.access_token, sub)
  await other.caller.post(`${api}/account/lock`)
  await assert.rejects(client.fetchUserInfo(rp.config, more.tokens.access_token, sub))
  assert.notEqual(accountId, other.accountId)
})

test('a token of a program opens what its scopes name and nothing else', async () => {
  await using house = await openTestHouse(now())
  const { secret } = await house.rooms.identity.addClient({
    id: 'telco',
    name: { vi: 'Nhà mạng', en: 'Telecom' },
    kind: 'program',
    redirectUris: [],
    scopes: ['population.verify'],
  })
  const options = { execute: [client.allowInsecureRequests] }
  const config = await client.discovery(
    new URL(house.url),
    'telco',
    undefined,
    client.ClientSecretBasic(secret ?? ''),
    options,
  )
  const { access_token } = await client.clientCredentialsGrant(config, {
    scope: 'population.verify',
  })
  const { person } = await enrol(house)
  const basis = 'hợp đồng'
  await house.rooms.population.authorise({
    clientId: 'telco',
    purpose: 'sim',
    basis,
    fields: new Set(['fullName']),
  })
  const headers = { authorization: `Bearer ${access_token}` }
  const ask = (it: Record<string, string>) =>
    house
      .caller()
      .post(
        '/api/population/v1/verifications',
        { number: person.number, claims: { fullName: 'Nguyễn Thị Hoa' }, purpose: 'sim' },
        it,
      )
  assert.equal((await ask(headers)).body.results?.fullName, 'match')
  assert.equal((await ask({})).status, 401)
  const [head = '', body = '', signature = ''] = access_token.split('.')
  const first = signature.startsWith('A') ? 'B' : 'A'
  const forged = [
    [head, body, first + signature.slice(1)],
    [head, body, ''],
    [Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url'), body, ''],
    [head, Buffer.from('{"client_id":"telco"}').toString('base64url'), signature],
  ]
  for (const parts of forged) {
    assert.equal((await ask({ authorization: `Bearer ${parts.join('.')}` })).status, 401)
  }
  const me = await house.caller().get('/api/population/v1/people/me', headers)
  assert.equal(me.status, 403)
  const look = await house
    .caller()
    .post('/api/population/v1/people/look-up', { number: person.number }, headers)
  assert.equal(look.status, 403)
  const more = await client.clientCredentialsGrant(config, { scope: 'population.read' })
  assert.equal(more.scope, undefined, "a scope that is not the client's is not given")
  house.clock.travelTo(new Date(Date.now() + 400_000).toISOString())
  assert.equal((await ask(headers)).status, 401, 'five minutes have passed')
})

test('an operator adds a client, whose secret is told once, and disables it', async () => {
  await using house = await openTestHouse(now())
  const { enrolOfficial } = await import('#testing/people')
  const operator = await enrolOfficial(house, 'operator', { unitCode: null })
  const add = (more: object) =>
    operator.caller.post(`${api}/clients`, {
      id: 'kiosk',
      name: { vi: 'Kiốt', en: 'Kiosk' },
      kind: 'program',
      redirectUris: [],
      scopes: ['population.verify'],
      ...more,
    })
  assert.equal((await add({ scopes: ['ndc.self'] })).body.code, 'identity.client-refused')
  assert.equal((await add({ redirectUris: ['https://a.vn/x#f'] })).status, 400)
  const { body } = await add({})
  assert.equal((await add({})).status, 409)
  const list = await operator.caller.get(`${api}/clients`)
  assert.ok(!JSON.stringify(list.body).includes(body.secret))

  const basic = Buffer.from(`kiosk:${body.secret}`).toString('base64')
  const token = () =>
    house.caller().post('/oidc/token', 'grant_type=client_credentials&scope=population.verify', {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${basic}`,
    })
  const issued = await token()
  assert.equal(issued.status, 200)
  await operator.caller.post(`${api}/clients/kiosk/disable`)
  assert.equal((await token()).status, 401)
  const headers = { authorization: `Bearer ${issued.body.access_token}` }
  assert.equal((await house.caller().get('/api/population/v1/people/me', headers)).status, 401)
})
