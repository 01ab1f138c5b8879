import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { wait } from '#kernel/clock'
import { type AgencyHouse, openAgencyHouse } from '#testing/agencies'
import { type Acting, actAs, decide, fill, sign } from '#testing/cases'
import type { TestHouse } from '#testing/house'

const api = '/api/public-services/v1'
const switches = '/api/data-center/v1/agencies'

/** What the command line says; fails with what it complains of. */
async function ndc(...args: string[]): Promise<string> {
  const run = promisify(execFile)
  return (await run(process.execPath, ['cli/ndc.ts', '--language', 'en', ...args])).stdout
}

let agencies: AgencyHouse
let house: TestHouse

type Seen = {
  kind: string
  state: string
  reason: { en: string } | null
  lines: { words: { en: string }; value: string }[]
  xRoadId: string | null
  tries: number
  lastTryAt: string | null
  nextTryAt: string | null
}

/** Submits, and returns the case once every agency was asked at least once. */
async function submit(who: Acting, procedure: string, answers: object): Promise<string> {
  const { id } = await fill(who, procedure, answers as Record<string, unknown>)
  const submitted = await who.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body))
  await house.settle()
  return id
}

async function enquiries({ caller }: Acting, path: string): Promise<Seen[]> {
  const { body, status } = await caller.get(path)
  assert.equal(status, 200, JSON.stringify(body))
  return body.enquiries
}

/** Asks until every agency has answered: a gateway that comes back is known within seconds. */
async function untilReceived(officer: Acting, id: string): Promise<Seen[]> {
  for (let tries = 0; tries < 40; tries++) {
    const found = await enquiries(officer, `${api}/queue/${id}`)
    if (found.every((it) => it.state === 'received')) return found
    await officer.caller.post(`${api}/queue/${id}/enquiries/retry`)
    await house.settle()
    await wait(100)
  }
  throw new Error(`No answer: ${JSON.stringify(await enquiries(officer, `${api}/queue/${id}`))}`)
}

/** Uploads a paper as the answer to a returned case. */
async function bring({ caller }: Acting, id: string): Promise<void> {
  const pdf = Buffer.from('%PDF-1.7\n')
  const text = (it: string) => Buffer.from(it).toString('base64')
  const begun = await caller.send('POST', `${api}/cases/${id}/evidence`, undefined, {
    'tus-resumable': '1.0.0',
    'upload-length': String(pdf.length),
    'upload-metadata': `filename ${text('giấy nhà đất.pdf')},field ${text('supplement')}`,
  })
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  const path = new URL(begun.headers.get('location') ?? '').pathname
  const sent = await caller.send('PATCH', path, pdf, {
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
  })
  assert.equal(sent.status, 204)
  const supplement = [path.split('/').at(-1)]
  await caller.send('PUT', `${api}/cases/${id}/answers`, { answers: { supplement } })
}

const valueOf = (it: Seen | undefined, name: string) =>
  it?.lines.find((line) => line.words.en === name)?.value

describe('a case asks other agencies through gateways', () => {
  before(async () => {
    agencies = await openAgencyHouse(['civil-status', 'health-insurance', 'land'])
    house = agencies.house
  })
  after(() => agencies[Symbol.asyncDispose]())

  test('what agencies know comes by itself, is kept sealed, and names its exchange', async () => {
    const mother = await actAs(house, 'mother')
    const officer = await actAs(house, 'commune-police')
    const id = await submit(mother, 'residence-confirmation', { purpose: 'housing' })
    const [dwelling] = await untilReceived(officer, id)
    assert.equal(valueOf(dwelling, 'Address'), 'Số 18, ngõ 42, đường Hoàng Hoa Thám')
    assert.match(dwelling?.xRoadId ?? '', /^[0-9a-f-]{36}$/)
    const { body: review } = await officer.caller.get(`${api}/queue/${id}`)
    const check = review.checks.find((it: { words: { en: string } }) =>
      it.words.en.startsWith('The legal dwelling'),
    )
    assert.equal(check.verdict, 'passed')
    const [own] = await enquiries(mother, `${api}/cases/${id}`)
    assert.deepEqual(own, dwelling, 'the applicant sees the same')
    const { rows } = await house.kernel.database
      .pool('public-services')
      .query('select sealed, x_road_id from public_services.enquiry where case_id = $1', [id])
    assert.equal(rows[0].x_road_id, dwelling?.xRoadId)
    assert.ok(!rows[0].sealed.includes('Hoàng Hoa Thám'))
    const decided = await decide(house, officer, id)
    assert.equal(decided.status, 200, JSON.stringify(decided.body))
  })

  test('an agency is off: the officer sees why, and may grant with a reason where the law lets', async () => {
    const [father, officer] = [await actAs(house, 'father'), await actAs(house, 'commune-police')]
    const operator = await actAs(house, 'operator')
    const turned = await operator.caller.post(`${switches}/land/stop`)
    assert.deepEqual([turned.status, turned.body.state], [200, 'off'])
    try {
      const id = await submit(father, 'residence-confirmation', { purpose: 'work' })
      const [dwelling] = await enquiries(officer, `${api}/queue/${id}`)
      assert.equal(dwelling?.state, 'unavailable')
      assert.match(dwelling?.reason?.en ?? '', /switched off or out of reach/)
      assert.ok(dwelling?.lastTryAt && dwelling.nextTryAt && dwelling.tries > 0)
      await officer.caller.post(`${api}/queue/${id}/take`)
      const bare = { outcome: 'grant', reasons: [] }
      const signed = await sign(house, officer, `${api}/queue/${id}/signing`, bare)
      const refused = await officer.caller.post(`${api}/queue/${id}/decision`, { ...bare, signed })
      assert.equal(refused.status, 422)
      assert.equal(refused.body.code, 'public-services.enquiry-reason-needed')
      const granted = await decide(house, officer, id, 'grant', [
        { code: 'agency-unavailable', note: 'Nơi cư trú đã được xác minh tại chỗ.' },
      ])
      assert.equal(granted.status, 200, JSON.stringify(granted.body))
    } finally {
      const on = await ndc('agencies', 'start', 'land', '--data', house.dataDir)
      assert.match(on, /land .* on$/m)
    }
  })

  test('where the law asks for the answer the case waits, and goes on when the agency is back', async () => {
    const [mother, registrar] = [await actAs(house, 'mother'), await actAs(house, 'registrar')]
    await agencies.turn('civil-status', false)
    const id = await submit(mother, 'birth-registration', { middle: 'an', given: 'Nhiên' })
    const found = await enquiries(registrar, `${api}/queue/${id}`)
    const states = Object.fromEntries(found.map((it) => [it.kind, it.state]))
    assert.deepEqual(states, { marriage: 'unavailable', 'health-insurance': 'received' })
    const why = [{ code: 'agency-unavailable', note: 'Đã xem giấy chứng nhận kết hôn.' }]
    const early = await decide(house, registrar, id, 'grant', why)
    assert.equal(early.status, 409)
    assert.equal(early.body.code, 'public-services.enquiry-open')
    await agencies.turn('civil-status', true)
    const all = await untilReceived(registrar, id)
    const marriage = all.find((it) => it.kind === 'marriage')
    assert.equal(valueOf(marriage, 'Husband'), 'Trần Minh Đức')
    const granted = await decide(house, registrar, id)
    assert.equal(granted.status, 200, JSON.stringify(granted.body))
    await house.settle()
    const { body } = await mother.caller.get(`${api}/cases/${id}`)
    assert.equal(body.case.state, 'completed')
  })

  test('what people bring because an agency is away, or not asked, stands in the report on sharing', async () => {
    const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
    const [single, man] = [await actAs(house, 'single-mother'), await actAs(house, 'landlord')]
    const steward = await actAs(house, 'steward')
    const sharing = '/api/data-coordination/v1/sharing'
    assert.deepEqual((await steward.caller.get(sharing)).body.asked, [])

    const paper = [{ code: 'agency-silent', note: 'Nộp ảnh giấy chứng nhận nhà đất.' }]
    const { id: answered } = await fill(mother, 'residence-confirmation', { purpose: 'school' })
    await mother.caller.post(`${api}/cases/${answered}/submit`)
    await untilReceived(officer, answered)
    await officer.caller.post(`${api}/queue/${answered}/take`)
    const needless = await officer.caller.post(`${api}/queue/${answered}/return`, {
      reasons: paper,
    })
    assert.deepEqual([needless.status, needless.body.code], [422, 'public-services.reason-needed'])

    await agencies.turn('land', false)
    try {
      const id = await submit(mother, 'residence-confirmation', { purpose: 'visa' })
      await officer.caller.post(`${api}/queue/${id}/take`)
      const { body: review } = await officer.caller.get(`${api}/queue/${id}`)
      const codes = review.returnReasons.map((it: { value: string }) => it.value)
      assert.ok(codes.includes('agency-silent'))
      const returned = await officer.caller.post(`${api}/queue/${id}/return`, { reasons: paper })
      assert.equal(returned.status, 200, JSON.stringify(returned.body))
      assert.deepEqual((await steward.caller.get(sharing)).body.asked, [], 'nothing is brought yet')
      await bring(mother, id)
      house.clock.travelTo(new Date(house.clock.now().getTime() + 1_000).toISOString())
      const again = await mother.caller.post(`${api}/cases/${id}/submit`)
      assert.equal(again.status, 200, JSON.stringify(again.body))
    } finally {
      await agencies.turn('land', true)
    }

    const { body: him } = await man.caller.get('/api/population/v1/people/me')
    const father = { father: 'named', fatherNumber: him.number, fatherName: him.fullName }
    const { id: birth } = await fill(single, 'birth-registration', { ...father, given: 'Khôi' })
    await single.caller.post(`${api}/cases/${birth}/submit`)
    const signed = await sign(house, man, `${api}/consents/${birth}/signing`)
    await man.caller.post(`${api}/consents/${birth}`, { answer: 'give', signed })

    const { body } = await steward.caller.get(sharing)
    const told = body.asked.map((it: Record<string, unknown>) => [it['code'], it['reason']])
    assert.deepEqual(told.toSorted(), [
      ['VN/GOV/MAE/land/parcels', 'agency-away'],
      ['VN/GOV/MOJ/civil-status/marriages', 'not-asked'],
    ])
    for (const it of body.asked) assert.equal(it.times, 1)
    const land = body.asked.find((it: { code: string }) => it.code.endsWith('parcels'))
    assert.equal(land.what.en, 'The legal dwelling')
    assert.equal(land.publicService.en, 'Confirmation of residence information')
    const service = await steward.caller.get(`/api/data-coordination/v1/services/${land.serviceId}`)
    assert.equal(service.body.code, land.code)
    const { body: table } = await steward.caller.get(`${sharing}.csv`, { 'accept-language': 'en' })
    assert.match(
      table,
      /Asked of people though it exists,[^\r]*land\/parcels,[^\r]*did not answer\),1\r/,
    )
  })

  test('without a gateway of its own the center says so, and the case waits', async () => {
    const [landlord, elsewhere] = [await actAs(house, 'landlord'), await actAs(house, 'mother')]
    await agencies.turn('public-services', false)
    try {
      const id = await submit(landlord, 'residence-confirmation', { purpose: 'bank' })
      const [dwelling] = await enquiries(landlord, `${api}/cases/${id}`)
      assert.match(dwelling?.reason?.en ?? '', /gateway of public services is switched off/)
      const hidden = await elsewhere.caller.post(`${api}/queue/${id}/enquiries/retry`)
      assert.equal(hidden.status, 403)
    } finally {
      await agencies.turn('public-services', true)
    }
  })

  test('only an operator switches agencies, and only those that there are', async () => {
    const [mother, operator] = [await actAs(house, 'mother'), await actAs(house, 'operator')]
    assert.equal((await mother.caller.get(switches)).status, 403)
    assert.equal((await mother.caller.post(`${switches}/land/stop`)).status, 403)
    const { body } = await operator.caller.get(switches)
    const land = body.items.find((it: { code: string }) => it.code === 'land')
    assert.ok(land.records > 50)
    const unknown = await operator.caller.post(`${switches}/nobody/stop`)
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'data-center.agency-unknown'])
    await assert.rejects(ndc('agencies', 'stop', 'nobody', '--data', house.dataDir), /no agency/)
    await assert.rejects(ndc('agencies', 'status', '--data', '/nowhere'), /No agencies run/)
  })
})
