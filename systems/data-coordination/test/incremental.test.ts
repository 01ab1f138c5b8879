import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { newSecret } from '#kernel/id'
import { api, ended, field, openStewardHouse, pipelineOf, rule, type Steward } from './steward.ts'

/** A registry of its own on the test server: a schema that only its own role may read. */
async function openRegistry({ house }: Steward) {
  const { ownerUrl } = house.postgres
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const role = `registry_${newSecret(6)
    .replace(/[^a-zA-Z0-9]/g, '')
    .toLowerCase()}`
  await owner.query(`
    create schema registry;
    create role ${role} login password 'mật khẩu';
    grant usage on schema registry to ${role};
    create table registry.licence (number text, holder text, "Hạng" text, changed_at timestamptz);
    create table registry.closed (n int);
    grant select on registry.licence to ${role};
    insert into registry.licence
      select lpad(n::text, 12, '0'), case when n % 2 = 0 then 'Hoa, "x"' end, E'A\\n1',
        timestamptz '2026-01-01 00:00+00' + n * interval '1 hour' from generate_series(1, 5) n`)
  const url = new URL(ownerUrl)
  url.username = role
  url.password = encodeURIComponent('mật khẩu')
  url.searchParams.set('sslmode', 'disable')
  return {
    owner,
    settings: { kind: 'postgresql', url: url.href, schema: 'registry', table: 'licence' },
    async [Symbol.asyncDispose]() {
      await owner.query(`drop schema registry cascade; drop owned by ${role}; drop role ${role}`)
      await owner.end()
    },
  }
}

const mapping = [
  field('number', 'licence.number', 'number'),
  field('holder', null, 'holder'),
  field('class', 'licence.class', 'Hạng'),
]

test('a table is loaded once, then only what is new, then a range once more', async () => {
  await using steward = await openStewardHouse()
  await using registry = await openRegistry(steward)
  const { caller } = steward
  const sourceId = await steward.source(registry.settings)
  const knock = await caller.post(`${api}/sources/${sourceId}/test`)
  assert.deepEqual(knock.body.tables, [
    { schema: 'registry', table: 'licence', columns: ['number', 'holder', 'Hạng', 'changed_at'] },
  ])
  const load = { mode: 'incremental', watermark: 'changed_at' }
  const more = { load, mapping, key: ['number'] }
  const declared = await steward.dataset('licences', pipelineOf(sourceId, more))
  assert.equal(declared.status, 201, JSON.stringify(declared.body))
  const first = await steward.run('licences', { kind: 'incremental' })
  assert.equal(first.state, 'done', JSON.stringify(first))
  assert.equal(first.watermark, '2026-01-01 05:00:00+00')

  await registry.owner.query(`
    update registry.licence set holder = 'Đức', changed_at = '2026-02-01' where number like '%1';
    insert into registry.licence values (lpad('6', 12, '0'), 'Mới', 'B', '2026-02-02')`)
  const second = await steward.run('licences', { kind: 'incremental' })
  const landed = (run: { steps: { step: string; rows: number }[] }) =>
    run.steps.find((it) => it.step === 'load')?.rows
  assert.equal(landed(second), 2)
  const third = await steward.run('licences', { kind: 'incremental' })
  assert.deepEqual([third.state, landed(third)], ['done', 0])

  await registry.owner.query(`update registry.licence set holder = 'Lại' where number like '%3'`)
  const again = await steward.run('licences', {
    kind: 'back-fill',
    from: '2026-01-01 02:00+00',
    to: '2026-01-01 04:00+00',
  })
  assert.equal(landed(again), 2)
  const { body } = await caller.get(`${api}/datasets/licences`)
  assert.deepEqual(
    body.versions.map((it: Record<string, unknown>) => [
      it['rows'],
      it['added'],
      it['changed'],
      it['removed'],
    ]),
    [
      [6, 0, 1, 0],
      [6, 0, 0, 0],
      [6, 1, 1, 0],
      [5, 5, 0, 0],
    ],
  )
})

test('a source that refuses says why, and one that is away is tried again', async () => {
  await using steward = await openStewardHouse()
  await using registry = await openRegistry(steward)
  const { settings } = registry
  const cases: [string, object, string, RegExp][] = [
    [
      'password',
      { url: settings.url.replace(/:m[^@]*@/, ':wrong@') },
      'source-refused',
      /password/,
    ],
    ['table', { table: 'nothing' }, 'source-refused', /no such table/],
    ['rights', { table: 'closed' }, 'source-refused', /may not read/],
    ['database', { url: settings.url.replace(/\/[^/?]+\?/, '/no?') }, 'source-refused', /database/],
    ['port', { url: settings.url.replace(/:\d+\//, ':1/') }, 'source-away', /ECONNREFUSED/],
  ]
  for (const [code, change, problem, words] of cases) {
    const sourceId = await steward.source({ ...settings, ...change })
    await steward.dataset(code, pipelineOf(sourceId))
    const run = await steward.run(code, { kind: 'full', until: 'load' })
    assert.equal(run.error?.code, `data-coordination.${problem}`, code)
    assert.match(run.error.detail.en, words)
  }
  const injection = await steward.source({ ...settings, table: 'licence"; drop schema registry' })
  await steward.dataset('injection', pipelineOf(injection))
  assert.match((await steward.run('injection')).error.detail.en, /no such table/)
  const { rows } = await registry.owner.query('select count(*)::int as n from registry.licence')
  assert.equal(rows[0].n, 5)
})

test('a run that was cut off goes on with the step that was not done', async () => {
  await using steward = await openStewardHouse()
  await using registry = await openRegistry(steward)
  const { house, caller } = steward
  const sourceId = await steward.source(registry.settings)
  const rules = [rule('class', { kind: 'filled', column: 'class' })]
  await steward.dataset('licences', pipelineOf(sourceId, { mapping, key: ['number'], rules }))
  const done = await steward.run('licences')
  // As a process leaves it that was killed in the middle of a step.
  await house.kernel.database.pool('data-coordination').query(`
    update data_coordination.run set state = 'running', ended_at = null;
    delete from data_coordination.dataset_version;
    update data_coordination.run_step set state = 'running', ended_at = null
      where step in ('check', 'publish')`)
  await registry.owner.query('truncate registry.licence')
  house.clock.travelTo('2026-11-18T03:00:00Z')
  const db = house.kernel.database.room('data-coordination')
  await db
    .transaction()
    .execute((tx) =>
      house.kernel.jobs.ask(tx, 'data-coordination.run-pipeline', { runId: done.id }),
    )
  const resumed = await ended(house, caller, done.id)
  assert.equal(resumed.state, 'done')
  const at = new Map(
    resumed.steps.map((it: { step: string; endedAt: string }) => [
      it.step,
      it.endedAt.slice(11, 13),
    ]),
  )
  assert.deepEqual(
    ['load', 'map', 'check', 'publish'].map((it) => at.get(it)),
    ['02', '02', '03', '03'],
  )
  const { body } = await caller.get(`${api}/datasets/licences`)
  assert.deepEqual([body.versions.length, body.versions[0].rows], [1, 5])
})

test('a run is cancelled at its next breath, retried, and never runs twice at a time', async () => {
  await using steward = await openStewardHouse()
  await using registry = await openRegistry(steward)
  const { house, caller } = steward
  await registry.owner.query(`
    create view registry.slow as select 1 as n, pg_sleep(20)::text as s;
    grant select on registry.slow to public`)
  const sourceId = await steward.source({ ...registry.settings, table: 'slow' })
  await steward.dataset('slow', pipelineOf(sourceId))
  const ask = () => caller.post(`${api}/datasets/slow/runs`, { kind: 'full', until: 'load' })
  const { body: run } = await ask()
  assert.equal((await ask()).body.code, 'data-coordination.run-open')
  const stateOf = async () => (await caller.get(`${api}/runs/${run.id}`)).body.state
  while ((await stateOf()) !== 'running') await new Promise((done) => setTimeout(done, 50))
  const startedMs = performance.now()
  assert.equal((await caller.post(`${api}/runs/${run.id}/cancel`)).status, 200)
  assert.equal((await ended(house, caller, run.id)).state, 'cancelled')
  assert.ok(performance.now() - startedMs < 8_000)
  await registry.owner.query(`create or replace view registry.slow as select 1 as n, 'x' as s`)
  await caller.post(`${api}/runs/${run.id}/retry`)
  assert.equal((await ended(house, caller, run.id)).state, 'done')
  const twice = await caller.post(`${api}/runs/${run.id}/retry`)
  assert.equal(twice.body.code, 'data-coordination.run-state')
})

test('a schedule starts a run in its minute, once', async () => {
  await using steward = await openStewardHouse()
  await using registry = await openRegistry(steward)
  const { house, caller } = steward
  const sourceId = await steward.source(registry.settings)
  const more = { mapping, key: ['number'], schedule: '30 2 * * *' }
  await steward.dataset('nightly', pipelineOf(sourceId, more))
  const tick = async (at: string) => {
    house.clock.travelTo(at)
    const db = house.kernel.database.room('data-coordination')
    await db
      .transaction()
      .execute((tx) => house.kernel.jobs.ask(tx, 'data-coordination.start-scheduled-runs', {}))
    await house.settle()
    return (await caller.get(`${api}/datasets/nightly/runs`)).body.items
  }
  assert.equal((await tick('2026-11-18T02:29:59Z')).length, 0)
  const [run] = await tick('2026-11-18T02:30:01Z')
  assert.deepEqual([run.state, run.askedBy], ['done', 'Lịch chạy của xưởng dữ liệu'])
  assert.equal((await tick('2026-11-18T02:30:40Z')).length, 1)
  const wrong = { ...more, schedule: '61 * * * *' }
  const refused = await caller.send(
    'PUT',
    `${api}/datasets/nightly/pipeline`,
    pipelineOf(sourceId, wrong),
  )
  assert.equal(refused.body.code, 'data-coordination.pipeline-wrong')
})
