import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { civilDateOf } from '#kernel/civil-date'
import { get } from '#portal/software-authenticator.ts'
import type { Client } from './faults-clients.ts'
import type { Answer } from './house.ts'

const api = '/api/public-services/v1'
const tus = { 'tus-resumable': '1.0.0' }
const octets = { ...tus, 'content-type': 'application/offset+octet-stream' }

/** Something begun that is gone on with after a fault, step by step, until it is done. */
type Errand = () => Promise<void>

let counted = 0

/** Applies for a confirmation of residence, again and again. */
export function residenceErrand(client: Client): Errand {
  let caseId: string | undefined
  return async () => {
    caseId ??= await openCase(client, 'residence-confirmation')
    const email = `${client.key}-${++counted}@example.org`
    await save(client, caseId, { purpose: 'housing', email })
    await submit(client, caseId)
    caseId = undefined
  }
}

/** Registers a birth at home, with a witness statement that is uploaded, again and again. */
export function birthErrand(client: Client, more: Record<string, unknown> = {}): Errand {
  let caseId: string | undefined
  let file: Buffer | undefined
  return async () => {
    caseId ??= await openCase(client, 'birth-registration')
    file ??= Buffer.concat([
      Buffer.from('%PDF-1.7\n'),
      randomBytes(20_000 + (counted % 7) * 90_000),
    ])
    await save(client, caseId, {
      notice: 'none',
      bornOn: civilDateOf(new Date(Date.now() - 3 * 86_400_000)),
      sex: counted % 2 === 0 ? 'female' : 'male',
      birthplace: 'Số 18, ngõ 42, đường Hoàng Hoa Thám',
      given: nameOf(++counted),
      ...more,
    })
    const witness = await upload(client, caseId, file)
    await save(client, caseId, { witness: [witness] })
    await submit(client, caseId)
    caseId = undefined
    file = undefined
  }
}

/** Takes cases from the queue and decides them; some are refused. */
export function officialErrand(client: Client, chance: () => number): Errand {
  let caseId: string | undefined
  let outcome: 'grant' | 'refuse' = 'grant'
  return async () => {
    if (caseId === undefined) {
      caseId = await pickCase(client, chance)
      if (caseId === undefined) return
      outcome = chance() < 0.15 ? 'refuse' : 'grant'
    }
    await decideCase(client, caseId, outcome)
    caseId = undefined
  }
}

async function openCase(client: Client, procedure: string): Promise<string> {
  const { status, body } = await client.call('POST', `${api}/cases`, { procedure })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

async function save(client: Client, id: string, answers: Record<string, unknown>): Promise<void> {
  const { status, body } = await client.call('PUT', `${api}/cases/${id}/answers`, { answers })
  if (status === 200) {
    client.ledger.saved.set(id, { ...client.ledger.saved.get(id), ...answers })
  } else if (body.code !== 'public-services.case-closed') unexpected('save', { status, body })
  // Closed: it was submitted before, and only the answer to that was lost.
}

async function submit(client: Client, id: string): Promise<void> {
  const { status, body } = await client.call('POST', `${api}/cases/${id}/submit`)
  if (status === 200) {
    client.ledger.submitted.set(id, body.dossierNumber)
    return
  }
  if (body.code !== 'public-services.move-not-allowed') unexpected('submit', { status, body })
  // It was submitted before, and only the answer was lost: the case tells its number.
  const { body: view } = await client.call('GET', `${api}/cases/${id}`)
  client.ledger.submitted.set(id, view.case.dossierNumber)
}

/** Uploads a file in two calls, going on from where the center says that it is. */
async function upload(client: Client, caseId: string, file: Buffer): Promise<string> {
  const { body: form } = await client.call('GET', `${api}/cases/${caseId}`)
  const begun = form.evidence.find((it: { size: number }) => it.size === file.length)
  const id: string = begun ? begun.id : await beginUpload(client, caseId, file)
  const path = `${api}/evidence/${id}`
  let acknowledged = 0
  for (;;) {
    const head = await client.call('HEAD', path, undefined, tus)
    const offset = Number(head.headers.get('upload-offset'))
    if (offset < acknowledged) client.ledger.strange.push(`${path} went back to ${offset}`)
    if (offset === file.length) break
    const half = Math.max(offset + 1, Math.ceil(file.length / 2))
    const part = file.subarray(offset, offset === 0 ? half : file.length)
    const headers = { ...octets, 'upload-offset': String(offset) }
    const sent = await client.call('PATCH', path, part, headers)
    if (sent.status === 204) acknowledged = Number(sent.headers.get('upload-offset'))
    else if (sent.body.code !== 'public-services.upload-offset-wrong') unexpected('upload', sent)
  }
  const sha256 = createHash('sha256').update(file).digest('hex')
  client.ledger.uploaded.set(id, { caseId, sha256 })
  return id
}

async function beginUpload(client: Client, caseId: string, file: Buffer): Promise<string> {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const begun = await client.call('POST', `${api}/cases/${caseId}/evidence`, undefined, {
    ...tus,
    'upload-length': String(file.length),
    'upload-metadata': `filename ${base64('a.pdf')},field ${base64('witness')}`,
  })
  if (begun.status !== 201) unexpected('upload', begun)
  return new URL(begun.headers.get('location') ?? '').pathname.split('/').at(-1) ?? ''
}

async function pickCase(client: Client, chance: () => number): Promise<string | undefined> {
  const { body } = await client.call('GET', `${api}/queue?state=submitted`)
  return body.items[Math.floor(chance() * body.items.length)]?.id
}

async function decideCase(client: Client, id: string, outcome: 'grant' | 'refuse'): Promise<void> {
  const review = await client.call('GET', `${api}/queue/${id}`)
  client.ledger.looks.add(review.trace)
  const known = decisionIn(review.body.case.state)
  if (known) {
    // Decided before, by this official at another desk or in a call whose answer was lost.
    client.ledger.decided.set(id, known)
    return
  }
  const taken = await client.call('POST', `${api}/queue/${id}/take`)
  if (isTooLate(taken)) return
  if (taken.status !== 200) unexpected('take', taken)
  const reasons = outcome === 'refuse' ? [{ code: 'duplicate', note: 'Đã giải quyết rồi.' }] : []
  const intent = { outcome, reasons }
  const asked = await client.call('POST', `${api}/queue/${id}/signing`, intent)
  if (asked.status !== 200) unexpected('signing', asked)
  const { id: challenge, options } = asked.body.confirmation
  const signed = { id: challenge, response: await get(client.passkey, options, client.url) }
  const decided = await client.call('POST', `${api}/queue/${id}/decision`, { ...intent, signed })
  if (isTooLate(decided)) return
  if (decided.status !== 200) unexpected('decision', decided)
  client.ledger.decided.set(id, outcome)
}

/** A colleague at another desk was faster. */
const isTooLate = ({ body }: Answer) => body?.code === 'public-services.move-not-allowed'

function decisionIn(state: string): 'grant' | 'refuse' | undefined {
  if (state === 'refused') return 'refuse'
  return state === 'granted' || state === 'completed' ? 'grant' : undefined
}

/** A given name of letters only, another for each number. */
function nameOf(count: number): string {
  const letters = [...String(count)].map((it) => 'abcdeghikl'[Number(it)])
  return `B${letters.join('')}`
}

function unexpected(what: string, { status, body }: Pick<Answer, 'status' | 'body'>): never {
  throw new Error(`${what}: ${status} ${JSON.stringify(body)}`)
}
