import assert from 'node:assert/strict'
import { actAs } from '#testing/cases'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '#testing/house'

export const api = '/api/data-coordination/v1'

export type Steward = {
  readonly house: TestHouse
  readonly caller: Caller
  /** Sends a file by tus, in parts of this many bytes. Returns its id. */
  upload(file: Buffer | string, partSize?: number): Promise<string>
  /** Declares a source; returns its id. */
  source(settings: object): Promise<string>
  /** Declares a dataset of a source. */
  dataset(code: string, pipeline: object): Promise<Answer>
  /** Runs a pipeline and waits for its end. Returns the run. */
  run(code: string, ask?: object): Promise<Answer['body']>
  [Symbol.asyncDispose](): Promise<void>
}

/** A house with a data steward who is logged in. */
export async function openStewardHouse(): Promise<Steward> {
  const house = await openTestHouse()
  const { caller } = await actAs(house, 'steward')
  return {
    house,
    caller,
    upload: (file, partSize) => upload(caller, Buffer.from(file), partSize),
    async source(settings) {
      const ask = { title: 'Hộ tịch', owner: 'VN/GOV/MOJ', settings }
      const answer = await caller.post(`${api}/sources`, ask)
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      return answer.body.id
    },
    dataset: (code, pipeline) =>
      caller.post(`${api}/datasets`, {
        code,
        title: { vi: 'Kết hôn', en: 'Marriages' },
        description: { vi: 'Đăng ký kết hôn', en: 'Registered marriages' },
        owner: 'VN/GOV/MOJ',
        pipeline,
      }),
    async run(code, ask = { kind: 'full' }) {
      const asked = await caller.post(`${api}/datasets/${code}/runs`, ask)
      assert.equal(asked.status, 202, JSON.stringify(asked.body))
      return ended(house, caller, asked.body.id)
    },
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  }
}

/** Waits until a run is over. */
export async function ended(house: TestHouse, caller: Caller, id: string) {
  await house.settle()
  const { body } = await caller.get(`${api}/runs/${id}`)
  return body
}

async function upload(caller: Caller, file: Buffer, partSize = file.length): Promise<string> {
  const tus = { 'tus-resumable': '1.0.0' }
  const begun = await caller.send('POST', `${api}/source-uploads`, undefined, {
    ...tus,
    'upload-length': String(file.length),
    'upload-metadata': `filename ${Buffer.from('kết hôn.csv').toString('base64')}`,
  })
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  const id = begun.headers.get('location')?.split('/').at(-1) ?? ''
  for (let at = 0; at < file.length; at += partSize) {
    const part = file.subarray(at, at + partSize)
    const sent = await caller.send('PATCH', `${api}/source-uploads/${id}`, part, {
      ...tus,
      'upload-offset': String(at),
      'content-type': 'application/offset+octet-stream',
    })
    assert.equal(sent.status, 204, JSON.stringify(sent.body))
  }
  return id
}

/** A pipeline with what most tests have in common. */
export function pipelineOf(sourceId: string, more: object = {}) {
  return {
    sourceId,
    load: { mode: 'full' },
    key: [],
    mapping: [],
    rules: [],
    link: false,
    schedule: null,
    tries: 1,
    ...more,
  }
}

export const field = (to: string, term: string | null, from: string, ...steps: object[]) => ({
  to,
  term,
  from: [from],
  steps,
  onBad: 'cell',
})

export const rule = (id: string, check: object, severity = 'blocking', tolerance = 0) => ({
  id,
  title: { vi: id, en: id },
  severity,
  tolerance,
  check,
})
