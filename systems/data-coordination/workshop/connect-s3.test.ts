import assert from 'node:assert/strict'
import { test } from 'node:test'
import { presign } from '../presign.ts'

test('an address is signed as in the documentation of Signature Version 4, query parameters', () => {
  const url = presign(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), {
    region: 'us-east-1',
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    now: new Date('2013-05-24T00:00:00Z'),
    seconds: 86_400,
  })
  assert.equal(
    url.searchParams.get('X-Amz-Signature'),
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})
