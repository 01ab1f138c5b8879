import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { Upload } from 'tus-js-client'
import { type Acting, actAs, fill } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'

const api = '/api/public-services/v1'
const tus = { 'tus-resumable': '1.0.0' }

const pdfOf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])
const cookies = ({ caller }: Acting) =>
  [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const metadata = (name: string, field = 'witness') =>
  `filename ${Buffer.from(name).toString('base64')},field ${Buffer.from(field).toString('base64')}`

/** Uploads with an independent client; `breakAfter` bytes the line breaks, and it goes on. */
function upload(house: TestHouse, acting: Acting, caseId: string, file: Buffer, chunkSize: number) {
  return new Promise<string>((resolve, reject) => {
    const it = new Upload(file, {
      endpoint: `${house.url}${api}/cases/${caseId}/evidence`,
      headers: { cookie: cookies(acting) },
      metadata: { filename: 'giấy xác nhận.pdf', field: 'witness' },
      chunkSize,
      retryDelays: [0, 50],
      onError: reject,
      onSuccess: () => resolve(it.url ?? ''),
    })
    it.start()
  })
}

/** A case of a mother whose child was born at home, so that evidence is asked for. */
async function homeBirth(acting: Acting): Promise<string> {
  const { id } = await fill(acting, 'birth-registration', { notice: 'none', given: 'Nhà' })
  return id
}

test('an independent tus client uploads in parts, and the file comes back whole', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const file = pdfOf(1_700_000)
  const url = await upload(house, mother, id, file, 600_000)
  const path = new URL(url).pathname
  const { body, headers } = await mother.caller.get(`${path}/content`)
  assert.ok(file.equals(body))
  assert.equal(headers.get('content-type'), 'application/pdf')
  assert.match(headers.get('content-security-policy') ?? '', /sandbox/)
  const form = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(form.body.evidence[0].name, 'giấy xác nhận.pdf')
})

test('a broken line loses nothing that was acknowledged, and the upload goes on from there', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const file = pdfOf(1_300_000)
  const begun = await mother.caller.send('POST', `${api}/cases/${id}/evidence`, undefined, {
    ...tus,
    'upload-length': String(file.length),
    'upload-metadata': metadata('a.pdf'),
  })
  assert.equal(begun.status, 201)
  const path = new URL(begun.headers.get('location') ?? '').pathname
  const cut = new AbortController()
  async function* slowly() {
    yield file.subarray(0, 700_000)
    cut.abort()
    yield file.subarray(700_000)
  }
  await assert.rejects(
    fetch(house.url + path, {
      method: 'PATCH',
      headers: {
        ...tus,
        cookie: cookies(mother),
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
      },
      body: slowly() as never,
      duplex: 'half',
      signal: cut.signal,
    }),
  )
  let offset = 0
  for (let tries = 0; tries < 100 && offset === 0; tries++) {
    const head = await mother.caller.send('HEAD', path, undefined, tus)
    offset = Number(head.headers.get('upload-offset'))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.ok(offset > 0 && offset < file.length, String(offset))
  const rest = await mother.caller.send('PATCH', path, file.subarray(offset), {
    ...tus,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
  })
  assert.equal(rest.status, 204)
  const { body } = await mother.caller.get(`${path}/content`)
  assert.ok(file.equals(body))
})

test('what is no PDF or picture is refused by its bytes, whatever it is called', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const script = Buffer.from('<html><script>alert(1)</script></html>')
  const begun = await mother.caller.send('POST', `${api}/cases/${id}/evidence`, undefined, {
    ...tus,
    'upload-length': String(script.length),
    'upload-metadata': metadata('../../harmless.pdf'),
  })
  const path = new URL(begun.headers.get('location') ?? '').pathname
  const sent = await mother.caller.send('PATCH', path, script, {
    ...tus,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
  })
  assert.equal(sent.body.code, 'public-services.upload-type-refused')
  const form = await mother.caller.get(`${api}/cases/${id}`)
  assert.deepEqual(form.body.evidence, [], 'nothing of it is kept')
})

test('sizes, offsets and versions that are wrong are refused', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const begin = (headers: Record<string, string>) =>
    mother.caller.send('POST', `${api}/cases/${id}/evidence`, undefined, headers)
  const name = { 'upload-metadata': metadata('a.pdf') }
  assert.equal((await begin({ ...tus, ...name, 'upload-length': '10485761' })).status, 413)
  assert.equal((await begin({ ...tus, ...name, 'upload-length': '-1' })).status, 413)
  assert.equal((await begin({ ...tus, ...name })).status, 400)
  assert.equal((await begin({ ...name, 'upload-length': '10' })).status, 412)
  const wrong = { ...tus, 'upload-length': '10', 'upload-metadata': 'filename !!!' }
  assert.equal((await begin(wrong)).status, 400)

  const begun = await begin({ ...tus, ...name, 'upload-length': '10' })
  const path = new URL(begun.headers.get('location') ?? '').pathname
  const type = { ...tus, 'content-type': 'application/offset+octet-stream' }
  const ahead = await mother.caller.send('PATCH', path, '%PDF-', { ...type, 'upload-offset': '5' })
  assert.equal(ahead.body.code, 'public-services.upload-offset-wrong')
  const much = await mother.caller.send('PATCH', path, '%PDF-1.7 and more', {
    ...type,
    'upload-offset': '0',
  })
  assert.equal(much.status, 413)
  const submitted = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.body.code, 'public-services.upload-unfinished')
  assert.equal((await mother.caller.send('DELETE', path)).status, 204)
})

test('evidence is seen by its sender and the official who decides, who leaves a record', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const url = await upload(house, mother, id, pdfOf(2_000), 600_000)
  const path = `${new URL(url).pathname}/content`
  await mother.caller.send('PUT', `${api}/cases/${id}/answers`, {
    answers: {
      notice: 'none',
      bornOn: '2026-11-10',
      sex: 'female',
      birthplace: 'Số 3, ngõ 7, Phường Đức Hưng',
      witness: [url.split('/').at(-1)],
    },
  })
  const submitted = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body))
  for (const key of ['landlord', 'officer-elsewhere']) {
    const { caller } = await actAs(house, key)
    assert.equal((await caller.get(path)).status, 404, key)
  }
  const registrar = await actAs(house, 'registrar')
  assert.equal((await registrar.caller.get(path)).status, 200)
  const { body } = await mother.caller.get('/api/population/v1/people/me/accesses')
  assert.equal(body.items[0].operation, 'evidenceRead')
  const { status } = await mother.caller.send('DELETE', path.replace('/content', ''))
  assert.equal(status, 409, 'what was submitted stays')
})

test('uploads begun at the same moment share the limit of the case', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const begin = () =>
    mother.caller.send('POST', `${api}/cases/${id}/evidence`, undefined, {
      ...tus,
      'upload-length': String(10 * 1024 * 1024),
      'upload-metadata': metadata('a.pdf'),
    })
  const begun = await Promise.all(Array.from({ length: 12 }, begin))
  assert.equal(begun.filter(({ status }) => status === 201).length, 5)
})

test('a file begun while the case was open does not grow when it is open no more', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const id = await homeBirth(mother)
  const begun = await mother.caller.send('POST', `${api}/cases/${id}/evidence`, undefined, {
    ...tus,
    'upload-length': '100',
    'upload-metadata': metadata('a.pdf'),
  })
  const path = new URL(begun.headers.get('location') ?? '').pathname
  assert.equal((await mother.caller.post(`${api}/cases/${id}/withdraw`)).status, 200)
  const late = await mother.caller.send('PATCH', path, pdfOf(100), {
    ...tus,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
  })
  assert.deepEqual([late.status, late.body.code], [409, 'public-services.case-closed'])
})
