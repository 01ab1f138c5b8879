import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolOfficial } from '#testing/people'
import { api, field, openStewardHouse, pipelineOf } from './steward.ts'

test('a data steward of another agency reaches no source, dataset or run of this one', async () => {
  await using steward = await openStewardHouse()
  const uploadId = await steward.upload('so,ten\n1,An\n')
  const settings = { kind: 'file', uploadId, format: 'csv' }
  const sourceId = await steward.source(settings)
  const pipeline = pipelineOf(sourceId, { key: ['so'], mapping: [field('so', null, 'so')] })
  const declared = await steward.dataset('own', pipeline)
  assert.equal(declared.status, 201, JSON.stringify(declared.body))
  const run = await steward.run('own')
  const { caller } = await enrolOfficial(steward.house, 'data-steward', { unitCode: null })
  const source = { title: 'Hộ tịch', owner: 'VN/GOV/MOJ', settings }
  const attempts: [string, string, object?][] = [
    ['GET', `/sources/${sourceId}`],
    ['PUT', `/sources/${sourceId}`, source],
    ['POST', `/sources/${sourceId}/test`],
    ['DELETE', `/sources/${sourceId}`],
    ['POST', '/sources', source],
    ['GET', '/datasets/own'],
    ['PUT', '/datasets/own/pipeline', pipeline],
    ['POST', '/datasets/own/preview', { pipeline: { mapping: pipeline.mapping, key: ['so'] } }],
    ['POST', '/datasets/own/runs', { kind: 'full' }],
    ['GET', `/runs/${run.id}`],
    ['GET', `/runs/${run.id}/profile`],
    ['GET', `/runs/${run.id}/rejects`],
    ['GET', '/lineage?dataset=own'],
    ['GET', '/lineage/events'],
  ]
  for (const [method, path, body] of attempts) {
    const answer = await caller.send(method, api + path, body)
    assert.deepEqual(
      [answer.status, answer.body.code],
      [403, 'data-coordination.member-not-yours'],
      `${method} ${path}`,
    )
  }
  assert.equal((await caller.get(`${api}/dcat`)).status, 200)
  assert.deepEqual((await caller.get(`${api}/sources`)).body, { items: [] })
  assert.equal((await steward.caller.get(`${api}/sources/${sourceId}`)).status, 200)
})
