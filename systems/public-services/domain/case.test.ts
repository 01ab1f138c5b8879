import assert from 'node:assert/strict'
import { test } from 'node:test'
import { caseStates, isOpen, isPending, moves, next } from './case.ts'

test('the moves of a case, all of them', () => {
  const allowed = caseStates.flatMap((state) =>
    moves.flatMap((move) => {
      try {
        return [`${state} -${move}-> ${next(state, move)}`]
      } catch {
        return []
      }
    }),
  )
  assert.deepEqual(allowed, [
    'draft -ask-consent-> awaiting-consent',
    'draft -submit-> submitted',
    'draft -withdraw-> withdrawn',
    'awaiting-consent -decline-consent-> draft',
    'awaiting-consent -submit-> submitted',
    'awaiting-consent -withdraw-> withdrawn',
    'submitted -take-> in-review',
    'submitted -withdraw-> withdrawn',
    'in-review -release-> submitted',
    'in-review -return-> returned',
    'in-review -grant-> granted',
    'in-review -refuse-> refused',
    'returned -ask-consent-> awaiting-consent',
    'returned -submit-> submitted',
    'returned -withdraw-> withdrawn',
    'granted -complete-> completed',
  ])
})

test('a move that is not written says where the case stands', () => {
  assert.throws(() => next('refused', 'grant'), {
    code: 'public-services.move-not-allowed',
    detail: {
      vi: 'Hồ sơ đang ở trạng thái "Bị từ chối" nên không thể duyệt.',
      en: 'A case that is "Refused" cannot be granted.',
    },
  })
})

test('answers change only before submission and after a return; the deadline runs only in between', () => {
  assert.deepEqual(caseStates.filter(isOpen), ['draft', 'returned'])
  assert.deepEqual(caseStates.filter(isPending), ['submitted', 'in-review'])
})
