import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'
import { api, callAs, numberOf, openExchange, payloadOf, personIdOf, post } from './center.ts'

async function openConsent(house: TestHouse) {
  const exchange = await openExchange(house, true)
  const { client, serviceId, code, provider } = exchange
  const mother = await actAs(house, 'mother')
  const subject = await numberOf(house, await personIdOf(mother))
  const purpose = 'birth-registration'
  const matter = { clientId: client.subsystemId, serviceId, purpose }
  const isGiven = async (gate = provider, more: object = {}): Promise<boolean> => {
    const question = { client: client.code, service: code, purpose, subject, ...more }
    const path = '/gateway/consents/check'
    const asked = await callAs(house, gate.signer, 'POST', path, question)
    assert.equal(asked.status, 200, JSON.stringify(asked.body))
    return asked.body.given
  }
  return { ...exchange, mother, subject, matter, isGiven }
}

test('a person reads, agrees, and takes it back; the gateway knows at once', async () => {
  await using house = await openTestHouse()
  const { mother, matter, isGiven, consumer } = await openConsent(house)
  assert.equal(await isGiven(), false)
  const query = new URLSearchParams(matter).toString()
  const offer = await mother.caller.get(`${api}/consents/offer?${query}`)
  assert.equal(
    offer.body.words.en,
    'I agree that Agency ASK (clinic) receives my data from "Marriages of a person" of ' +
      'Agency OWN, only for: registration of a birth. I can take this back at any time.',
  )
  const { id } = await post(mother, '/consents', { ...matter, agreed: true })
  assert.equal(await isGiven(), true)
  assert.equal(await isGiven(consumer), false)
  assert.equal(await isGiven(undefined, { purpose: 'other' }), false)
  assert.equal(await isGiven(undefined, { subject: '001199999999' }), false)
  const list = await mother.caller.get(`${api}/consents`)
  assert.deepEqual([list.body.items[0].id, list.body.items[0].inForce], [id, true])
  assert.deepEqual(list.body.items[0].words, offer.body.words)
  const receipt = await mother.caller.get(`${api}/consents/${id}/receipt`)
  assert.equal(payloadOf(receipt.body).words.vi, offer.body.words.vi)

  const gone = await mother.caller.send('DELETE', `${api}/consents/${id}`)
  assert.equal(gone.status, 204)
  assert.equal(await isGiven(), false)
  const twice = await mother.caller.send('DELETE', `${api}/consents/${id}`)
  assert.equal(twice.body.code, 'data-coordination.consent-unknown')
  assert.equal((await mother.caller.get(`${api}/consents`)).body.items[0].inForce, false)
  const { body } = await mother.caller.get('/api/population/v1/people/me/accesses')
  const acts = body.items.map((it: { operation: string }) => it.operation)
  assert.ok(acts.includes('consentGive') && acts.includes('consentWithdraw'))
})

test('an agency asks a person, who agrees or declines, and learns nothing about numbers', async () => {
  await using house = await openTestHouse()
  const { mother, matter, subject, isGiven, who } = await openConsent(house)
  const ask = (personalNumber: string) =>
    who.steward.caller.post(`${api}/consent-requests`, { ...matter, personalNumber })
  const answers = [await ask(subject), await ask('001199999999'), await ask(subject)]
  assert.deepEqual(
    answers.map(({ status, body }) => [status, String(body)]),
    Array.from({ length: 3 }, () => [202, 'null']),
  )
  // Nor does the log of changes tell a number of nobody from the others.
  const { body: log } = await who.steward.caller.get(`${api}/changes?limit=50`)
  const notes = log.items.filter((it: { kind: string }) => it.kind === 'consent-asked')
  assert.equal(notes.length, 3)
  const asked = async () => (await mother.caller.get(`${api}/consent-requests`)).body.items
  const [request, ...more] = await asked()
  assert.deepEqual(more, [])
  assert.match(request.words.vi, /^Tôi đồng ý để Cơ quan ASK \(Hệ thống clinic\)/)
  const path = `/consent-requests/${request.id}/answer`
  const landlord = await actAs(house, 'landlord')
  const stranger = await landlord.caller.post(api + path, { given: true })
  assert.equal(stranger.body.code, 'data-coordination.consent-unknown')
  await post(mother, path, { given: false }, 204)
  assert.equal(await isGiven(), false)
  assert.deepEqual(await asked(), [])
  await ask(subject)
  const [second] = await asked()
  await post(mother, `/consent-requests/${second.id}/answer`, { given: true }, 204)
  assert.equal(await isGiven(), true)
})

test('nobody agrees by silence, to what no grant allows, or for longer than it lasts', async () => {
  await using house = await openTestHouse()
  const { mother, matter, isGiven, grantId, who, serviceId } = await openConsent(house)
  const refusals: [object, number, string][] = [
    [matter, 400, 'kernel.request-malformed'],
    [{ ...matter, agreed: false }, 400, 'kernel.request-malformed'],
    [{ ...matter, purpose: 'tax', agreed: true }, 409, 'data-coordination.consent-not-askable'],
    [
      { ...matter, clientId: serviceId, agreed: true },
      409,
      'data-coordination.consent-not-askable',
    ],
  ]
  for (const [body, status, code] of refusals) {
    const answer = await mother.caller.post(`${api}/consents`, body)
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  }
  const yes = { ...matter, agreed: true }
  const twice = await Promise.all([1, 2].map(() => mother.caller.post(`${api}/consents`, yes)))
  assert.deepEqual(
    twice.map(({ status }) => status),
    [201, 201],
  )
  const { body } = await mother.caller.get(`${api}/consents`)
  const inForce = body.items.map((it: { inForce: boolean }) => it.inForce)
  assert.deepEqual(inForce.toSorted(), [false, true])
  assert.equal(await isGiven(), true)
  await post(who.steward, `/grants/${grantId}/revocation`, { why: 'Hết nhu cầu' }, 204)
  const after = await mother.caller.post(`${api}/consents`, { ...matter, agreed: true })
  assert.equal(after.body.code, 'data-coordination.consent-not-askable')
})
