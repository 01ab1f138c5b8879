import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '#testing/house'
import { callAs, openExchange } from './center.ts'

const digests = ['aa'.repeat(32), 'bb'.repeat(32)] as const

test('grants, and the newest batch of each gateway’s evidence, are handed over to be anchored once', async () => {
  await using house = await openTestHouse()
  const { provider, grantId } = await openExchange(house)
  const grant = await house.rooms.blockchain.find(grantId)
  assert.equal(grant?.record.log, 'grants')
  const tell = (number: number, digest: string) =>
    callAs(house, provider.signer, 'POST', '/gateway/reports', {
      version: '0.1.0',
      configuration: 7,
      certificatesEndAt: '2027-02-16T02:00:00.000Z',
      clockOffsetMs: 0,
      unstamped: 0,
      lastBatch: { number, digest },
      alarms: [],
      uses: [],
      measures: [],
    })
  for (const [number, digest] of [
    [1, digests[0]],
    [3, digests[1]],
    [3, digests[1]],
    [2, digests[0]],
  ] as const) {
    assert.equal((await tell(number, digest)).status, 204)
  }
  const { rows } = await house.kernel.database.pool('blockchain').query(
    `select encode(digest, 'hex') as digest from blockchain.record
       join blockchain.hand_over on hand_over.id = hand_over where log = 'evidence' order by hand_over.id`,
  )
  assert.deepEqual(
    rows.map((it) => it.digest),
    digests,
  )
  assert.equal((await tell(4, 'no digest')).status, 400)
})
