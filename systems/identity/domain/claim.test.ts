import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assuranceOf, contextOf, levelAsked } from './assurance.ts'
import { browserName } from './browser.ts'
import {
  claimsOf,
  fieldsOf,
  type Held,
  scopeOfClaim,
  scopes,
  scopeWords,
  writeClaims,
} from './claim.ts'
import { wordsIn } from './parameter.ts'

const held: Held = {
  name: { surname: 'Nguyễn', middle: 'Thị', given: 'Hoa' },
  birthOn: '1994-03-08',
  sex: 'female',
  number: '001194000001',
  nationality: 'VNM',
  address: 'Số 5, Phường Ba Đình, Thành phố Hà Nội',
  communeCode: '01001',
  email: null,
  phone: null,
}

test('a scope tells its own claims and nothing else, and what is not held is left out', () => {
  for (const [scope, { claims }] of Object.entries(scopes)) {
    const written = Object.keys(writeClaims(claimsOf([scope]), held))
    assert.ok(
      written.every((it) => (claims as readonly string[]).includes(it)),
      scope,
    )
  }
  assert.deepEqual(writeClaims(claimsOf(['email', 'phone', 'openid']), held), {})
  assert.equal(writeClaims(['name'], held)['name'], 'Nguyễn Thị Hoa')
  assert.deepEqual(writeClaims(['sub', 'acr', 'nonsense'], held), {})
  assert.equal('personal_number' in writeClaims(claimsOf(['profile', 'address']), held), false)
})

test('every claim that is told is told to the person, by the field behind it', () => {
  for (const claim of claimsOf(Object.keys(scopes))) {
    if (claim === 'sub') continue
    assert.equal(fieldsOf([claim]).length, 1, claim)
    assert.ok(scopeOfClaim(claim), claim)
  }
})

test('every scope has words in both languages', () => {
  for (const scope of [...Object.keys(scopes), 'ndc.self', 'ndc.office', 'offline_access']) {
    const { vi, en } = scopeWords(scope)
    assert.ok(vi !== scope && en !== scope, scope)
  }
})

test('a method proves no more than it can, and an account no more than its level', () => {
  const table = { passkey: [1, 2], app: [1, 2], totp: [1, 1] } as const
  for (const [method, [one, two]] of Object.entries(table)) {
    assert.equal(assuranceOf(method as 'totp', 1), one)
    assert.equal(assuranceOf(method as 'totp', 2), two)
  }
})

test('of the contexts that are asked for the lowest suffices; unknown ones ask for nothing', () => {
  assert.equal(levelAsked([contextOf(2)]), 2)
  assert.equal(levelAsked([contextOf(2), contextOf(1)]), 1)
  assert.equal(levelAsked(['urn:mace:incommon:iap:silver']), undefined)
  assert.equal(levelAsked([]), undefined)
})

test('parameters are read word by word, and what is no text is empty', () => {
  assert.deepEqual(wordsIn('openid  profile'), ['openid', 'profile'])
  for (const none of [undefined, null, 7, {}, '']) assert.deepEqual(wordsIn(none), [])
})

test('browsers are called by the names their owners know', () => {
  const table: [string | undefined, string][] = [
    ['Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/141.0 Safari/537.36', 'Chrome · Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0', 'Edge · Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604',
      'Safari · iPhone',
    ],
    ['Mozilla/5.0 (Linux; Android 16) Chrome/141.0 Mobile Safari/537.36', 'Chrome · Android'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox · Linux'],
    ['curl/8.0 <script>', 'curl/8.0 script'],
    [undefined, '—'],
  ]
  for (const [agent, name] of table) assert.equal(browserName(agent), name)
  assert.ok(browserName('x'.repeat(10_000)).length <= 40)
})
