import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecision, type Decision, verdictOf } from './link-review.ts'

const ana: Decision = { kind: 'match', personId: 'ana' }
const bao: Decision = { kind: 'match', personId: 'bao' }
const none: Decision = { kind: 'none' }
const unsure: Decision = { kind: 'unsure' }

const cases: [said: [string, Decision][], eyes: number, verdict: Decision | undefined][] = [
  [[], 1, undefined],
  [[['s', ana]], 1, ana],
  [[['s', none]], 1, none],
  [[['s', unsure]], 1, undefined],
  [[['s', ana]], 2, undefined],
  [
    [
      ['s', ana],
      ['t', ana],
    ],
    2,
    ana,
  ],
  [
    [
      ['s', ana],
      ['s', ana],
    ],
    2,
    undefined,
  ],
  [
    [
      ['s', ana],
      ['t', bao],
    ],
    2,
    undefined,
  ],
  [
    [
      ['s', ana],
      ['t', bao],
      ['u', bao],
    ],
    2,
    bao,
  ],
  [
    [
      ['s', ana],
      ['t', none],
      ['t', ana],
    ],
    2,
    ana,
  ],
  [
    [
      ['s', unsure],
      ['t', none],
      ['u', none],
    ],
    2,
    none,
  ],
  [
    [
      ['s', none],
      ['s', unsure],
      ['t', none],
    ],
    2,
    undefined,
  ],
]
for (const [said, eyes, verdict] of cases) {
  const written = said.map(([by, it]) => `${by}: ${it.kind === 'match' ? it.personId : it.kind}`)
  test(`of ${eyes} who must agree, "${written.join(', ')}" gives ${JSON.stringify(verdict)}`, () => {
    assert.deepEqual(
      verdictOf(
        said.map(([byId, decision]) => ({ byId, decision })),
        eyes,
      ),
      verdict,
    )
  })
}

test('a closed review and a person who is no candidate are refused', () => {
  const candidates = [{ personId: 'ana' }]
  checkDecision(ana, { state: 'open', candidates })
  checkDecision(none, { state: 'open', candidates })
  assert.throws(() => checkDecision(ana, { state: 'decided', candidates }), { status: 409 })
  assert.throws(() => checkDecision(bao, { state: 'open', candidates }), { status: 422 })
})
