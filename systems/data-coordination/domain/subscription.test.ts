import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfEvent } from './cloud-event.ts'
import {
  afterDelivery,
  backOffMs,
  cursorAfterLoss,
  cursorOf,
  delivered,
  lossEvent,
  mostAttempts,
  readOrder,
} from './subscription.ts'

test('an order names a place on this machine, a beginning and types', () => {
  assert.deepEqual(
    readOrder({ deliver: 'http://127.0.0.1:8/x', from: 'beginning', types: ['a.*'] }),
    {
      deliver: 'http://127.0.0.1:8/x',
      types: ['a.*'],
      cursor: 'oldest',
    },
  )
  const wrong: readonly object[] = [
    {},
    { deliver: 'https://127.0.0.1/' },
    { deliver: 'http://example.vn/' },
    { deliver: 'http://127.0.0.1.example.vn/' },
    { deliver: 'http://u:p@127.0.0.1/' },
    { deliver: 'http://[::1]/', from: 'yesterday' },
    { deliver: 'http://[::1]/', types: 'a' },
    { deliver: 'http://[::1]/', types: [''] },
    { deliver: 'http://[::1]/', types: ['a*b'] },
    { deliver: 'http://[::1]/', more: 1 },
  ]
  for (const it of wrong) assert.equal(typeof readOrder({ ...it }), 'string', JSON.stringify(it))
})

test('a place in a feed is the number of the first event wanted', () => {
  const cases: readonly [unknown, string | undefined][] = [
    ['beginning', 'oldest'],
    ['now', 'newest'],
    [1, '0'],
    [42, '41'],
    [0, undefined],
    [1.5, undefined],
    ['1', undefined],
  ]
  for (const [from, cursor] of cases) assert.equal(cursorOf(from), cursor)
})

test('a receiver that is away is waited for; an event that it refuses is put aside at last', () => {
  for (const status of [200, 201, 204]) assert.equal(afterDelivery(status, 1), 'delivered')
  for (const status of [undefined, 408, 429, 502, 503, 504]) {
    assert.equal(afterDelivery(status, 1_000), 'away')
  }
  for (const status of [301, 400, 404, 415, 500]) {
    assert.equal(afterDelivery(status, mostAttempts - 1), 'refused')
    assert.equal(afterDelivery(status, mostAttempts), 'dead')
  }
  assert.deepEqual([1, 2, 6, 7, 99].map(backOffMs), [1_000, 2_000, 32_000, 60_000, 60_000])
})

test('a loss is told as an event, and reading goes on behind it', () => {
  const loss = { generation: 'g', first: 8, last: 9, lost: { from: 3, to: 7 } } as const
  assert.equal(faultOfEvent(lossEvent('VN/GOV/A/b/c', loss)), undefined)
  assert.equal(cursorAfterLoss(loss), '7')
  assert.equal(cursorAfterLoss({ ...loss, lost: 'everything' }), 'oldest')
  const event = { specversion: '1.0', id: '1', source: '/a', type: 't' } as const
  assert.equal(faultOfEvent(delivered({ event, sequence: 2 ** 40 }, 'VN/GOV/A/b/c')), undefined)
})
