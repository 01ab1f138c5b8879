import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse } from '#testing/house'
import { admit, api, callAs, openGate, payloadOf, people, post, serviceSaid } from './center.ts'

test('a steward defines a question to several services, and the gateway that asks is told', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const provider = await admit(who, 'TST', 'civil-status')
  const client = await admit(who, 'CLI', 'counter')
  const gate = await openGate(house, who, client, 4400)
  const other = await openGate(house, who, provider, 4500)
  await post(who.steward, '/services', serviceSaid(provider.subsystemId))
  const service = `${provider.code}/marriages`
  const part = { name: 'marriages', service, path: '/people/{number}/marriages', required: true }
  const title = { vi: 'Gia đình', en: 'Family' }
  const said = { title, timeBudgetMs: 3_000, parts: [part] }
  const whole = { clientId: client.subsystemId, code: 'family', ...said }

  const wrong: readonly object[] = [
    { parts: [part, part] },
    { parts: [{ ...part, service: `${provider.code}/none` }] },
    { parts: [{ ...part, path: '/../x' }] },
  ]
  for (const change of wrong) {
    const refused = await post(who.steward, '/composites', { ...whole, ...change }, 422)
    assert.equal(refused.code, 'data-coordination.entry-malformed')
  }
  await post(who.steward, '/composites', { ...whole, parts: [] }, 400)
  const { id } = await post(who.steward, '/composites', whole)
  await post(who.steward, '/composites', whole, 409)

  const told = async (it: typeof gate) => {
    await house.settle()
    const { body } = await callAs(house, it.signer, 'GET', '/gateway/assignment')
    return payloadOf(body).composites
  }
  assert.deepEqual(await told(gate), [{ code: 'family', client: client.code, ...said }])
  assert.deepEqual(await told(other), [])
  const { body } = await who.steward.caller.get(`${api}/composites`)
  const seen = body.items.find((it: { id: string }) => it.id === id)
  assert.deepEqual([seen.client, seen.parameters], [client.code, ['number']])

  await post(who.steward, `/composites/${id}`, { ...said, timeBudgetMs: 500 }, 204)
  assert.equal((await told(gate))[0].timeBudgetMs, 500)
  const officer = await actAs(house, 'commune-police')
  await post(officer, `/composites/${id}/removal`, {}, 403)
  await post(who.steward, `/composites/${id}/removal`, {}, 204)
  assert.deepEqual(await told(gate), [])
  await post(who.steward, `/composites/${id}`, said, 404)
})
