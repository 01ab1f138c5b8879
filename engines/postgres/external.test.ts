import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { secretsOf } from '#kernel/secrets'
import { freePort } from '#testing/house'
import { openPostgres } from './index.ts'

const secrets = secretsOf(Buffer.alloc(32, 7))
const open = (url: string) =>
  openPostgres({ url, port: 0, folder: '/nowhere', durable: true }, secrets)
const ownerUrl = (change: (url: URL) => void): string => {
  const url = new URL(process.env['NDC_TEST_OWNER_URL'] as string)
  change(url)
  return url.href
}

test('a database that cannot be reached is told in a sentence, without its password', async () => {
  const breaksOff = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(breaksOff, 'listening')
  const { port } = breaksOff.address() as { port: number }
  const cases: [string, RegExp][] = [
    [`postgres://ndc:geheim@127.0.0.1:${await freePort()}/ndc`, /nobody is listening there/],
    [`postgres://ndc:geheim@127.0.0.1:${port}/ndc`, /breaks the connection off/],
    ['postgres://ndc:geheim@no-such-host.invalid/ndc', /no such host|cannot be looked up/],
    [ownerUrl((url) => Object.assign(url, { password: 'geheim' })), /refuses the password/],
    [ownerUrl((url) => Object.assign(url, { pathname: '/nothing' })), /no such database/],
    ['mysql://ndc:geheim@127.0.0.1/ndc', /no address of a database/],
    ['127.0.0.1:5432', /no address of a database/],
  ]
  try {
    for (const [url, sentence] of cases) {
      await assert.rejects(open(url), (error: Error) => {
        assert.equal(error.name, 'Refusal', error.stack)
        assert.match(error.message, sentence)
        assert.doesNotMatch(error.message, /geheim/)
        return true
      })
    }
  } finally {
    breaksOff.close()
  }
})

test('a role that may not create roles is told so', async () => {
  const app = process.env['NDC_TEST_APP_URL'] as string
  const url = new URL(app)
  url.pathname = '/ndc'
  await assert.rejects(open(url.href), { name: 'Refusal', message: /Give it CREATEROLE/ })
})
