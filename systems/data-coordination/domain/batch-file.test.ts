import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isFileName,
  parseContentRange,
  pieceBytes,
  pieceSpan,
  sha256OfDigest,
  spanOfRange,
} from './batch-file.ts'

test('a range names a span, or nothing, as RFC 9110 says', () => {
  const cases: readonly [string | undefined, number, unknown][] = [
    [undefined, 10, 'all'],
    ['bytes=0-4', 10, { from: 0, to: 5 }],
    ['bytes=5-', 10, { from: 5, to: 10 }],
    ['bytes=-3', 10, { from: 7, to: 10 }],
    ['bytes=-30', 10, { from: 0, to: 10 }],
    ['bytes=8-99', 10, { from: 8, to: 10 }],
    ['bytes=10-', 10, 'none'],
    ['bytes=-0', 10, 'none'],
    ['bytes=0-', 0, 'none'],
    ['bytes=4-2', 10, 'all'],
    ['bytes=-', 10, 'all'],
    ['bytes=0-1,4-5', 10, 'all'],
    ['lines=0-1', 10, 'all'],
  ]
  for (const [range, size, span] of cases) assert.deepEqual(spanOfRange(range, size), span, range)
})

test('pieces cover a file without overlap', () => {
  const size = 2 * pieceBytes + 5
  assert.deepEqual(pieceSpan(0, size), { from: 0, to: pieceBytes })
  assert.deepEqual(pieceSpan(2, size), { from: 2 * pieceBytes, to: size })
  assert.equal(pieceSpan(3, size), undefined)
  assert.deepEqual(pieceSpan(0, 0), { from: 0, to: 0 })
  assert.equal(pieceSpan(1, 0), undefined)
})

test('names, parts and digests of files are read or refused', () => {
  for (const it of ['a', 'people-2026.csv.gz', 'A_1']) assert.ok(isFileName(it), it)
  for (const it of ['', '.a', '..', 'a..b', 'a/b', 'a b', 'ô', '-x', 'x'.repeat(129)]) {
    assert.ok(!isFileName(it), it)
  }
  assert.deepEqual(parseContentRange('bytes 0-4/10'), { from: 0, to: 5, total: 10 })
  for (const it of ['bytes 4-2/10', 'bytes 0-10/10', 'bytes */10', 'bytes 0-4/*', '0-4/10']) {
    assert.equal(parseContentRange(it), undefined, it)
  }
  assert.equal(
    sha256OfDigest('md5=:xxx=:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
  assert.equal(sha256OfDigest('sha-256=:short=:'), undefined)
})
