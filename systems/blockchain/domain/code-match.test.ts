import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchCode } from './code-match.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const metadata = (fill: string) => `a1${fill.repeat(9)}000a`

test('code is compared without immutables and, when only it differs, without metadata', () => {
  const code = '6001600255'
  const hole = { '7': [{ start: 1, length: 1 }] }
  for (const [object, immutables, deployed, match] of [
    [code, {}, code, 'exact'],
    [code, {}, '6001600355', undefined],
    [code, {}, '60016002', undefined],
    ['6000600255', hole, '6077600255', 'exact'],
    ['6000600255', hole, '6077600355', undefined],
    [code + metadata('aa'), {}, code + metadata('aa'), 'exact'],
    [code + metadata('aa'), {}, code + metadata('bb'), 'code'],
    [code + metadata('aa'), {}, `6001600355${metadata('bb')}`, undefined],
    [code, {}, code + metadata('bb'), 'code'],
    [`73${'_'.repeat(40)}55`, {}, `73${'0'.repeat(40)}55`, undefined],
    ['', {}, '', undefined],
    [metadata('aa'), {}, metadata('bb'), undefined],
  ] as const) {
    assert.equal(matchCode({ object, immutables }, bytes(deployed)), match, `${object} ${deployed}`)
  }
})
