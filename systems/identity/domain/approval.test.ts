import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Approval, approvalLimits, type Decision, decide, seenByScreen } from './approval.ts'

const at = new Date('2026-11-18T02:00:00Z')
const waiting: Approval = {
  id: '0' as Approval['id'],
  accountId: '1' as NonNullable<Approval['accountId']>,
  number: 42,
  tries: 0,
  state: 'waiting',
  screen: 'Chrome · Windows',
  ip: '127.0.0.1',
  requestedAt: at,
  expiresAt: new Date(at.getTime() + approvalLimits.lastsMs),
}

test('a request is approved only by its number, within three tries, in time', () => {
  const move = fc.record({
    decision: fc.constantFrom<Decision>('approve', 'refuse', 'report'),
    number: fc.option(fc.integer({ min: 10, max: 99 }), { nil: null }),
    afterMs: fc.integer({ min: 0, max: 60_000 }),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
      let it = waiting
      let now = at.getTime()
      let wrong = 0
      for (const { decision, number, afterMs } of moves) {
        now += afterMs
        const before = it
        try {
          it = decide(it, decision, number, new Date(now))
        } catch {
          assert.ok(before.state !== 'waiting' || now >= before.expiresAt.getTime())
          continue
        }
        if (decision === 'approve' && number !== 42) wrong++
        if (it.state === 'approved') {
          assert.deepEqual([decision, number], ['approve', 42])
          assert.ok(wrong < approvalLimits.tries && now < waiting.expiresAt.getTime())
        }
      }
    }),
  )
})

test('the screen is told what happened, but not that it was reported', () => {
  const seen = (state: Approval['state'], ms = 0) =>
    seenByScreen({ ...waiting, state }, new Date(at.getTime() + ms))
  assert.equal(seen('waiting'), 'waiting')
  assert.equal(seen('approved'), 'approved')
  assert.equal(seen('refused'), 'refused')
  assert.equal(seen('reported'), 'refused')
  assert.equal(seen('taken'), 'expired')
  assert.equal(seen('approved', approvalLimits.lastsMs), 'expired')
})
