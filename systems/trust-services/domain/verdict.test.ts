import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Facts, judge, type SubIndication } from './verdict.ts'

const at = new Date('2026-11-18T02:00:00Z')
const dayMs = 86_400_000

const good: Facts = {
  digestMatches: true,
  verifies: true,
  binding: 'bound',
  weak: undefined,
  changes: 'validation-data',
  chain: 'trusted',
  fits: true,
  claimedAt: at,
  provenAt: at,
  stampFails: false,
  life: 'within',
  revocation: { state: 'good', of: 'signer' },
}

const revoked = (days: number): Facts['revocation'] => ({
  state: 'revoked',
  of: 'signer',
  at: new Date(at.getTime() + days * dayMs),
})

const table: [string, Partial<Facts>, string, SubIndication | null][] = [
  ['all is well', {}, 'TOTAL-PASSED', null],
  ['nothing was added', { changes: 'none' }, 'TOTAL-PASSED', null],
  ['others signed too', { changes: 'signatures' }, 'TOTAL-PASSED', null],
  ['no time-stamp', { provenAt: undefined }, 'TOTAL-PASSED', null],
  ['its form is wrong', { flaw: 'a gap' }, 'TOTAL-FAILED', 'FORMAT_FAILURE'],
  ['changed afterwards', { changes: 'other' }, 'TOTAL-FAILED', 'FORMAT_FAILURE'],
  ['other content', { digestMatches: false }, 'TOTAL-FAILED', 'HASH_FAILURE'],
  ['other key', { verifies: false }, 'TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
  [
    'no certificate',
    { binding: 'absent', verifies: false, chain: 'unknown-issuer' },
    'INDETERMINATE',
    'NO_SIGNING_CERTIFICATE_FOUND',
  ],
  ['another certificate', { binding: 'mismatch' }, 'INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'],
  ['not bound', { binding: 'unbound' }, 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'],
  ['not for documents', { fits: false }, 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE'],
  ['a weak digest', { weak: 'digest' }, 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE'],
  ['a weak key', { weak: 'key' }, 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE'],
  [
    'nobody knows the issuer',
    { chain: 'unknown-issuer' },
    'INDETERMINATE',
    'NO_CERTIFICATE_CHAIN_FOUND',
  ],
  ['an unfit chain', { chain: 'unfit' }, 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE'],
  ['proven to be too early', { life: 'before' }, 'TOTAL-FAILED', 'NOT_YET_VALID'],
  [
    'perhaps too early',
    { life: 'before', provenAt: undefined },
    'INDETERMINATE',
    'OUT_OF_BOUNDS_NO_POE',
  ],
  ['too late', { life: 'after' }, 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE'],
  [
    'revoked before, and the signer says so',
    { revocation: revoked(-1) },
    'TOTAL-FAILED',
    'REVOKED',
  ],
  [
    'revoked before, and backdated',
    { revocation: revoked(-1), claimedAt: new Date(at.getTime() - 2 * dayMs) },
    'INDETERMINATE',
    'REVOKED_NO_POE',
  ],
  [
    'the authority was revoked',
    { revocation: { state: 'revoked', of: 'authority', at } },
    'INDETERMINATE',
    'REVOKED_CA_NO_POE',
  ],
  [
    'nothing is known of revocation',
    { revocation: { state: 'unknown', of: 'signer' } },
    'INDETERMINATE',
    'TRY_LATER',
  ],
]

test('each finding alone makes its verdict', () => {
  for (const [name, facts, indication, subIndication] of table) {
    const verdict = judge({ ...good, ...facts })
    assert.deepEqual([verdict.indication, verdict.subIndication], [indication, subIndication], name)
  }
})

test('what was falsified weighs more than what cannot be determined', () => {
  for (const [name, facts, indication] of table) {
    if (facts.flaw) continue
    const { indication: found } = judge({ ...good, ...facts, digestMatches: false })
    assert.equal(found, 'TOTAL-FAILED', `${name}: ${indication}`)
  }
})

test('a verdict passes when every check passes or only cautions, and only then', () => {
  const facts = fc.record<Facts>({
    flaw: fc.option(fc.constant('a flaw'), { nil: undefined, freq: 8 }),
    digestMatches: fc.boolean(),
    verifies: fc.boolean(),
    binding: fc.constantFrom('bound', 'unbound', 'mismatch', 'absent'),
    weak: fc.constantFrom(undefined, undefined, 'digest', 'key', 'unknown'),
    changes: fc.constantFrom('none', 'validation-data', 'signatures', 'other'),
    chain: fc.constantFrom('trusted', 'unknown-issuer', 'unfit'),
    fits: fc.boolean(),
    claimedAt: fc.constantFrom(at, undefined),
    provenAt: fc.constantFrom(at, undefined),
    stampFails: fc.boolean(),
    life: fc.constantFrom('within', 'before', 'after'),
    revocation: fc.constantFrom(good.revocation, revoked(-1), revoked(1), {
      state: 'unknown',
      of: 'signer',
    }),
  })
  fc.assert(
    fc.property(facts, (it) => {
      const { indication, subIndication, checks, words } = judge(it)
      const clean = checks.every(({ outcome }) => outcome === 'passed' || outcome === 'caution')
      assert.equal(indication === 'TOTAL-PASSED', clean)
      assert.equal(subIndication === null, clean)
      assert.ok(words.vi && words.en)
      for (const check of checks) assert.ok(check.words.vi && check.words.en)
    }),
    { numRuns: 3_000 },
  )
})
