/** Apache's mod_auth_openidc logs a person in at the center: `npm run judge -- oidc`. */
import assert from 'node:assert/strict'
import { openRelyingServer, openVisitor, redirectUriAt } from '#testing/apache'
import { freePort } from '#testing/house'
import { hold, type Judge } from '#testing/judging'
import { browse } from '#testing/open-id'
import { enrol } from '#testing/people'

export const programs = ['apache2']

export const judgeOpenId: Judge = async ({ center, folder }, say) => {
  const port = await freePort()
  const clientId = 'apache'
  const { secret } = await center.rooms.identity.addClient({
    id: clientId,
    name: { vi: 'Máy chủ Apache', en: 'An Apache server' },
    kind: 'web',
    redirectUris: [redirectUriAt(port)],
    logoutUris: [`http://localhost:${port}/`],
    scopes: ['openid', 'profile'],
  })
  const { caller: person } = await enrol(center)
  const issuer = center.url
  await using server = await openRelyingServer({
    folder,
    port,
    issuer,
    clientId,
    secret: secret ?? '',
  })
  const visit = openVisitor(server.url)
  const sent = await visit('/private/')
  const authorize = new URL(sent.location ?? 'about:blank')
  assert.equal(authorize.origin, issuer, 'sent to the center to log in')
  assert.equal(authorize.searchParams.get('code_challenge_method'), 'S256')
  say('mod_auth_openidc reads the discovery document and sends the browser to the center')

  const landed = await browse(center, person, authorize)
  assert.equal(landed.origin, server.url)
  const back = await visit(landed.pathname + landed.search)
  assert.equal(back.location, `${server.url}/private/`)
  say('it redeems the code with PKCE and accepts the signed ID token')

  const shown = await visit('/private/')
  assert.equal(shown.status, 200)
  const name = Buffer.from(String(shown.headers['x-person']), 'base64').toString()
  assert.equal(name, 'Nguyễn Thị Hoa')
  assert.equal(shown.headers['x-context'], 'urn:ndc:loa:1')
  say(`the page knows ${name} by a pseudonym, and how surely she was identified`)

  const visitElsewhere = openVisitor(server.url)
  const replayed = await visitElsewhere(landed.pathname + landed.search)
  assert.notEqual(replayed.location, `${server.url}/private/`)
  const again = await visitElsewhere('/private/')
  assert.notEqual(again.status, 200)
  say('another browser that brings the same answer is not let in')

  const refused = await browse(center, person, refusable(again.location), { refuse: true })
  assert.equal(refused.searchParams.get('error'), 'access_denied')
  assert.notEqual((await visitElsewhere(refused.pathname + refused.search)).status, 302)
  assert.notEqual((await visitElsewhere('/private/')).status, 200)
  say('a refusal of the person reaches it as access_denied')
}

/** The same request, but the person is asked again. */
function refusable(location: string | undefined): URL {
  const url = new URL(location ?? 'about:blank')
  url.searchParams.set('prompt', 'consent')
  return url
}

if (import.meta.main) await hold(judgeOpenId, programs)
