import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './sharing.ts'

test('a line keeps its values apart and makes no formulas', () => {
  const cases: [(string | number)[], string][] = [
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "no"', 'x\ny'], '"a,b","say ""no""","x\ny"\r\n'],
    [['=1+1', '+84', '-x', '@a', -5], "'=1+1,'+84,'-x,'@a,-5\r\n"],
    [['', 0], ',0\r\n'],
  ]
  for (const [values, line] of cases) assert.equal(csvLine(values), line)
})
