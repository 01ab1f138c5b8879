import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine, whyAsked } from './sharing.ts'

test('who may not ask lacks a grant; who may either did not ask, or was not answered', () => {
  assert.equal(whyAsked(true, false), 'no-grant')
  assert.equal(whyAsked(false, false), 'no-grant')
  assert.equal(whyAsked(true, true), 'agency-away')
  assert.equal(whyAsked(false, true), 'not-asked')
})

test('a line keeps its values apart and makes no formulas', () => {
  const cases: [(string | number)[], string][] = [
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "no"', 'x\ny'], '"a,b","say ""no""","x\ny"\r\n'],
    [['=1+1', '+84', '-x', '@a', -5], "'=1+1,'+84,'-x,'@a,-5\r\n"],
    [['', 0], ',0\r\n'],
  ]
  for (const [values, line] of cases) assert.equal(csvLine(values), line)
})
