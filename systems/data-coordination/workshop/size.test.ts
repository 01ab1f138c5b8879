import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { atMost } from './size.ts'

async function passed(most: number, chunks: Iterable<string>): Promise<string> {
  let text = ''
  const into = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  await pipeline(chunks, atMost(most), into)
  return text
}

test('as many bytes pass as may, and a source without an end is broken off', async () => {
  assert.equal(await passed(4, ['ab', 'cd']), 'abcd')
  await assert.rejects(passed(3, ['ab', 'cd']), { code: 'data-coordination.file-broken' })
  const endless = function* () {
    for (;;) yield 'x'.repeat(1_000)
  }
  await assert.rejects(passed(1_000_000, endless()), { code: 'data-coordination.file-broken' })
})
