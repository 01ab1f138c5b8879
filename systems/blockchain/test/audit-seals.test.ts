import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { wait } from '#kernel/clock'
import { newId } from '#kernel/id'
import { openTestHouse } from '#testing/house'
import { logIn } from '#testing/people'

test('the audit book is sealed in runs, and a record that is changed or taken away shows', async () => {
  await using house = await openTestHouse()
  const { audit, clock, database } = house.kernel
  const actor = {
    kind: 'system' as const,
    id: 'test',
    name: 'test',
    purpose: 'test',
    basis: 'test',
    requestId: '1',
  }
  const use = () => ({
    room: 'population',
    operation: 'personLookUp',
    subjectId: newId('person', clock.now()),
    fields: ['name'],
    outcome: 'read' as const,
  })
  const sealAll = async (tries = 200) => {
    const sealed: number[] = []
    const one = () =>
      audit.seal(async (tx, it) => {
        sealed.push(it.records)
        await house.rooms.blockchain.anchor(tx, 'audit', [it])
      })
    for (let nth = 0; nth < tries && sealed.length === 0; nth++) {
      await one()
      await wait(20)
    }
    return sealed
  }
  await audit.settle(actor, [use(), use(), use()])
  const first = await sealAll()
  assert.equal(first.length, 1)

  // A record that commits late, below others that are there already, is not passed over.
  const pool = database.pool('kernel')
  const late = await pool.connect()
  await late.query('begin')
  await late.query(`insert into kernel.audit_record (at, room, operation, purpose, basis, actor_kind,
    actor_id, actor_name, subject_id, fields, outcome, request_id) values (now(), 'a', 'b', 'c',
    'd', 'system', 'e', 'f', gen_random_uuid(), '{}', 'read', 'g')`)
  await audit.settle(actor, [use()])
  assert.deepEqual(await sealAll(5), [])
  await late.query('commit')
  late.release()
  assert.deepEqual(await sealAll(), [2])

  assert.ok((await audit.checkSeals(10)).every((it) => it.fits))
  const seals = await audit.checkSeals(10)
  const newest = seals[0]?.id ?? ''
  assert.equal((await house.rooms.blockchain.find(newest))?.record.log, 'audit')
  const owner = new pg.Client({ connectionString: house.postgres.ownerUrl })
  await owner.connect()
  await owner.query('alter table kernel.audit_record disable trigger all')
  await owner.query(`update kernel.audit_record set actor_name = 'nobody' where actor_name = 'f'`)
  const fits = (await audit.checkSeals(10)).map((it) => it.fits)
  assert.deepEqual(fits, [false, ...fits.slice(1).map(() => true)])

  const path = '/api/data-center/v1/audit/seals'
  assert.equal((await house.caller().get(path)).status, 401)
  const operator = await logIn(house, 'operator')
  const told = (await operator.get(path)).body
  assert.deepEqual(
    told.items.filter((it: { fits: boolean }) => !it.fits),
    [{ lastId: String(seals[0]?.lastId), records: 2, fits: false }],
  )
  assert.equal((await operator.get(`${path}?before=x`)).status, 400)

  await owner.query(`delete from kernel.audit_record where id =
    (select min(id) from kernel.audit_record where actor_id = 'test')`)
  await owner.end()
  assert.equal((await audit.checkSeals(100)).at(-1)?.fits, false, 'one was taken away')
})
