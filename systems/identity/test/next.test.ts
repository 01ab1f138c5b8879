import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath } from '#portal/paths.ts'

test('a log-in leads on within this site and nowhere else', () => {
  for (const path of ['/', '/documents', '/documents/check?a=b#c'])
    assert.equal(ownPath(path), path)
  for (const asked of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/a\\..\\b',
    'javascript:alert(1)',
  ]) {
    assert.equal(ownPath(asked), '/', String(asked))
  }
})
