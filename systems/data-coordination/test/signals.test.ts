import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSignals } from '../hot-path/signals.ts'

const at = (text: string) => Date.parse(`2026-11-23T${text}Z`)
const one = { side: 'provider', client: 'c', service: 's', failed: false } as const

test('measures are told by the minute, when it is over, and once', () => {
  const signals = openSignals()
  signals.count({ ...one, atMs: at('10:00:10'), durationMs: 3 })
  signals.count({ ...one, atMs: at('10:00:50'), durationMs: 400, failed: true })
  signals.count({ ...one, atMs: at('10:01:00'), durationMs: 99_000 })
  assert.deepEqual(signals.takeMeasures(at('10:00:59')), [])
  const [told, ...none] = signals.takeMeasures(at('10:01:30'))
  assert.equal(none.length, 0)
  assert.deepEqual(
    [told?.minute, told?.count, told?.failed, told?.durations],
    ['2026-11-23T10:00:00.000Z', 2, 1, [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]],
  )
  assert.equal(signals.takeMeasures(at('10:05:00'))[0]?.durations.at(-1), 1)
  assert.deepEqual(signals.total(), { count: 3, failed: 1 })
})

test('an alarm keeps since when; those about single messages pass, others are cleared', () => {
  const signals = openSignals()
  signals.raise('peer-refused', 'a', at('10:00:00'))
  signals.raise('peer-refused', 'b', at('10:10:00'))
  signals.raise('store-full', 'disk', at('10:00:00'))
  assert.deepEqual(signals.alarms()[0], {
    kind: 'peer-refused',
    since: '2026-11-23T10:00:00.000Z',
    detail: 'b',
  })
  signals.takeMeasures(at('10:24:00'))
  assert.equal(signals.alarms().length, 2)
  signals.takeMeasures(at('10:25:01'))
  assert.deepEqual(
    signals.alarms().map((it) => it.kind),
    ['store-full'],
  )
  signals.clear('store-full')
  assert.deepEqual(signals.alarms(), [])
})
