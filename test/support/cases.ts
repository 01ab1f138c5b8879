import assert from 'node:assert/strict'
import { digestOf } from '#kernel/digest'
import { get, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import type { Center } from '#server/center'
import { type Answer, type Caller, openCaller } from './house.ts'
import { logInWith, type Site } from './people.ts'

const api = '/api/public-services/v1'

/** A persona, logged in, with the passkey to sign with. */
export type Acting = {
  readonly name: string
  readonly caller: Caller
  readonly passkey: SoftwarePasskey
}

export async function actAs(house: Site, key: string): Promise<Acting> {
  const { body } = await openCaller(house.url).get('/api/identity/v1/demonstration/personas')
  const persona = body.items.find((it: { key: string }) => it.key === key)
  assert.ok(persona, `There is no persona "${key}".`)
  const { name, passkey } = persona
  return { name, caller: await logInWith(house, passkey), passkey }
}

/** Opens a case and answers it. Returns its id and the form as it then stands. */
export async function fill(
  { caller }: Acting,
  procedure: string,
  answers: Record<string, unknown>,
): Promise<{ id: string; form: Answer }> {
  const opened = await caller.post(`${api}/cases`, { procedure })
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  const { id } = opened.body
  const form = await caller.send('PUT', `${api}/cases/${id}/answers`, { answers })
  assert.equal(form.status, 200, JSON.stringify(form.body))
  return { id, form }
}

/** Submits a confirmation of residence. Returns the case. */
export async function submitResidence(acting: Acting): Promise<Answer['body']> {
  const { id } = await fill(acting, 'residence-confirmation', { purpose: 'housing' })
  const submitted = await acting.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body))
  return submitted.body
}

/**
 * Signs what the server shows under `path`, as a page does: makes sure that the challenge is the
 * digest of what is shown, and lets the passkey answer it.
 */
export async function sign(
  house: Site,
  { caller, passkey }: Acting,
  path: string,
  intent: object = {},
): Promise<{ id: string; response: object }> {
  const asked = await caller.post(path, intent)
  assert.equal(asked.status, 200, JSON.stringify(asked.body))
  const { shown, confirmation } = asked.body
  assert.equal(confirmation.options.challenge, digestOf(shown).toString('base64url'))
  return { id: confirmation.id, response: await get(passkey, confirmation.options, house.url) }
}

/** Takes a case and decides it. Returns the answer to the decision. */
export async function decide(
  house: Site,
  official: Acting,
  id: string,
  outcome: 'grant' | 'refuse' = 'grant',
  reasons: { code: string; note: string }[] = [],
): Promise<Answer> {
  const taken = await official.caller.post(`${api}/queue/${id}/take`)
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  const intent = { outcome, reasons }
  const signed = await sign(house, official, `${api}/queue/${id}/signing`, intent)
  return official.caller.post(`${api}/queue/${id}/decision`, { ...intent, signed })
}

/** A confirmation of residence from application to document. Returns the document's id. */
export async function issueResidence(
  house: Center & { settle(): Promise<void> },
): Promise<{ mother: Acting; caseId: string; documentId: string }> {
  const mother = await actAs(house, 'mother')
  const officer = await actAs(house, 'commune-police')
  const { id } = await submitResidence(mother)
  const decided = await decide(house, officer, id)
  assert.equal(decided.status, 200, JSON.stringify(decided.body))
  await house.settle()
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(body.case.state, 'completed')
  return { mother, caseId: id, documentId: body.case.documentIds[0] }
}
