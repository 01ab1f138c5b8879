import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { actAs, issueResidence } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'

const api = '/api/documents/v1'

async function checkFile(house: TestHouse, pdf: Uint8Array) {
  const type = { 'content-type': 'application/pdf' }
  return house.caller().send('POST', `${api}/checks`, pdf, type)
}

test('a stranger uploads the file and reads that it is genuine, by whom and when', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: pdf, headers } = await mother.caller.get(`${api}/documents/${documentId}/pdf`)
  const { body: proof } = await mother.caller.get(`${api}/documents/${documentId}/proof`)
  assert.equal(proof.code, 'documents.proof-not-ready', 'no chain here: the record waits')
  const anchored = await house.rooms.blockchain.find(documentId)
  assert.equal(anchored?.record.log, 'documents')
  assert.equal(headers.get('content-type'), 'application/pdf')
  const { body } = await checkFile(house, pdf)
  assert.equal(body.verdict, 'genuine', JSON.stringify(body))
  assert.equal(body.document.masked[0].value.vi, 'N••••• T•• M••')
  assert.equal(body.report.signatures[0].level, 'B-LT')
  assert.equal(body.report.signatures[0].indication, 'TOTAL-PASSED')
  assert.equal(body.report.signatures[0].signer.commonName, 'Lê Quang Huy')
})

test('one flipped byte, something added, a scan, and no PDF at all', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: pdf } = await mother.caller.get(`${api}/documents/${documentId}/pdf`)
  const flipped = Buffer.from(pdf)
  flipped[70_000] = (flipped[70_000] ?? 0) ^ 1
  assert.equal((await checkFile(house, flipped)).body.verdict, 'changed')
  const added = Buffer.concat([pdf, Buffer.from('\n% something more\n')])
  assert.notEqual((await checkFile(house, added)).body.verdict, 'genuine')
  const text = Buffer.from('This is not a PDF file at all.')
  assert.equal((await checkFile(house, text)).body.verdict, 'unreadable')
  const json = await house.caller().post(`${api}/checks`, {})
  assert.equal(json.status, 415)
})

test('the QR code shows masked facts and the status; an invented code shows nothing', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: own } = await mother.caller.get(`${api}/documents/${documentId}`)
  const code = own.checkUrl.split('/').at(-1)
  const { body } = await house.caller().get(`${api}/checks/${code}`)
  assert.equal(body.state, 'valid')
  assert.equal(body.masked[0].value.vi, 'N••••• T•• M••')
  assert.match(body.masked[1].value.vi, /^001•{6}\d{3}$/)
  assert.ok(!JSON.stringify(body).includes('Nguyễn Thị Mai'))
  const invented = await house.caller().get(`${api}/checks/AAAAAAAAAAAAAAAAAAAAAA`)
  assert.equal(invented.body.code, 'documents.code-unknown')
})

test('after revocation both checks say so', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: pdf } = await mother.caller.get(`${api}/documents/${documentId}/pdf`)
  const { body: own } = await mother.caller.get(`${api}/documents/${documentId}`)
  const officer = await actAs(house, 'commune-police')
  const reason = 'Cấp nhầm nội dung.'
  await officer.caller.post(`${api}/documents/${documentId}/revocation`, { reason })
  const file = await checkFile(house, pdf)
  assert.equal(file.body.verdict, 'revoked')
  const byCode = await house.caller().get(`${api}/checks/${own.checkUrl.split('/').at(-1)}`)
  assert.equal(byCode.body.state, 'revoked')
  assert.equal(byCode.body.revocation.vi, reason)
  // Whoever holds the file finds both: that it was issued, and that it was revoked.
  const digest = `0x${createHash('sha256').update(pdf).digest('hex')}`
  const found = await house.caller().post('/api/blockchain/v1/proofs/search', { digest })
  const logs = found.body.items.map((it: { log: string }) => it.log)
  assert.deepEqual(logs, ['documents', 'revocations'])
  await officer.caller.post(`${api}/documents/${documentId}/revocation`, { reason })
  const again = await house.caller().post('/api/blockchain/v1/proofs/search', { digest })
  assert.equal(again.body.items.length, 2, 'ended once, anchored once')
})

test('the same order twice gives one document, and a job that runs again changes nothing', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: before } = await mother.caller.get(`${api}/documents/${documentId}/pdf`)
  await house.kernel.database
    .room('documents')
    .transaction()
    .execute((tx) => house.kernel.jobs.ask(tx, 'documents.issue-document', { documentId }))
  await house.settle()
  const { body: after } = await mother.caller.get(`${api}/documents/${documentId}/pdf`)
  assert.ok(before.equals(after))
})
