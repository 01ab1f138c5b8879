import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Account, checkUsable, close, lock, raise, unlock } from './account.ts'

const at = new Date('2026-11-18T02:00:00Z')
const later = new Date('2026-11-18T03:00:00Z')
const active: Account = {
  id: '0' as Account['id'],
  personId: '1' as Account['personId'],
  name: 'Nguyễn Thị Hoa',
  level: 1,
  state: 'active',
  lockedBy: null,
  lockReason: null,
  openedAt: at,
  changedAt: at,
}
const accounts = {
  active,
  'locked by self': lock(active, 'self', null, at),
  'locked by official': lock(active, 'official', 'lý do', at),
  closed: close(active, at),
} satisfies Record<string, Account>

const moves = {
  'lock by self': (it: Account) => lock(it, 'self', null, later),
  'lock by official': (it: Account) => lock(it, 'official', 'lý do', later),
  'unlock by self': (it: Account) => unlock(it, 'self', later),
  'unlock by official': (it: Account) => unlock(it, 'official', later),
  raise: (it: Account) => raise(it, later),
  use: (it: Account) => {
    checkUsable(it)
    return it
  },
}

const [closed, byOfficial] = ['identity.account-closed', 'identity.account-locked-by-official']

/** Every state × every move: the state after it, or the refusal. */
const table: Record<keyof typeof accounts, Record<keyof typeof moves, string>> = {
  active: {
    'lock by self': 'locked self',
    'lock by official': 'locked official',
    'unlock by self': 'active',
    'unlock by official': 'active',
    raise: 'active',
    use: 'active',
  },
  'locked by self': {
    'lock by self': 'locked self',
    'lock by official': 'locked official',
    'unlock by self': 'active',
    'unlock by official': 'active',
    raise: 'locked self',
    use: 'identity.account-locked',
  },
  'locked by official': {
    'lock by self': byOfficial,
    'lock by official': 'locked official',
    'unlock by self': byOfficial,
    'unlock by official': 'active',
    raise: 'locked official',
    use: byOfficial,
  },
  closed: {
    'lock by self': closed,
    'lock by official': closed,
    'unlock by self': closed,
    'unlock by official': closed,
    raise: closed,
    use: closed,
  },
}

test('every move in every state does what the table says', () => {
  for (const [from, row] of Object.entries(table)) {
    for (const [move, expected] of Object.entries(row)) {
      const account = accounts[from as keyof typeof accounts]
      let outcome: string
      try {
        const after = moves[move as keyof typeof moves](account)
        outcome = [after.state, after.lockedBy].filter(Boolean).join(' ')
      } catch (error) {
        outcome = (error as { code: string }).code
      }
      assert.equal(outcome, expected, `${move} when ${from}`)
    }
  }
})

test('a level is raised once', () => {
  const raised = raise(active, later)
  assert.deepEqual([raised.level, raised.changedAt], [2, later])
  assert.throws(() => raise(raised, later), /level-already-raised/)
})
