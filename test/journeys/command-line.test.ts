import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { wait } from '#kernel/clock'
import { version } from '#server/version'
import { agency } from '#testing/authority'
import { type Caller, openTestHouse, type TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { enrol, enrolOfficial } from '#testing/people'

const api = '/api/identity/v1'

type Ran = { code: number | null; out: string; err: string }

/** A terminal of someone: their own home folder, and `ndc` as a process. */
function openTerminal(house: TestHouse) {
  const home = mkdtempSync(join(tmpdir(), 'ndc-cli-'))
  const start = (args: string[], input = '') => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'en_US.UTF-8' }
    const child = spawn(process.execPath, ['cli/ndc.ts', '--url', house.url, ...args], { env })
    const it: Ran & { ended: Promise<Ran>; stop: () => void } = {
      code: null,
      out: '',
      err: '',
      stop: () => void child.kill(),
      ended: new Promise((resolve) => {
        child.on('close', (code) => resolve({ code, out: it.out, err: it.err }))
      }),
    }
    child.stdout.on('data', (part: Buffer) => (it.out += part.toString()))
    child.stderr.on('data', (part: Buffer) => (it.err += part.toString()))
    child.stdin.end(input)
    return it
  }
  return {
    file: join(home, '.config/ndc/token.json'),
    start,
    run: (args: string[], input?: string) => start(args, input).ended,
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** The person types the code that the terminal shows into the page, and decides. */
async function logIn(
  terminal: ReturnType<typeof openTerminal>,
  person: Caller,
  approve = true,
): Promise<Ran> {
  const running = terminal.start(['log-in', '--json'])
  while (!running.out.includes('}')) await wait(50)
  const { userCode, page } = JSON.parse(running.out) as { userCode: string; page: string }
  assert.match(userCode, /^[A-Z]{4}-[A-Z]{4}$/)
  assert.match(page, /\/identity\/device\?user_code=/)
  const asked = await person.post(`${api}/device-requests/find`, { userCode })
  assert.equal(asked.body.client.id, 'ndc-cli')
  assert.ok(asked.body.scopes.some((it: { scope: string }) => it.scope === 'ndc.self'))
  const decided = await person.post(`${api}/device-requests/decide`, { userCode, approve })
  assert.equal(decided.status, 204, JSON.stringify(decided.body))
  return running.ended
}

test('an official logs in with a code, looks people up, and logs out', async () => {
  await using house = await openTestHouse(new Date().toISOString())
  const police = await enrolOfficial(house, 'commune-police')
  const citizen = await enrol(house)
  using terminal = openTerminal(house)

  const before = await terminal.run(['person', 'find', 'hoa'])
  assert.equal(before.code, 3)
  assert.match(before.err, /ndc log-in/)

  assert.equal((await logIn(terminal, police.caller)).code, 0)
  assert.equal(statSync(terminal.file).mode & 0o777, 0o600)
  assert.match((await terminal.run(['status'])).out, /Trần Văn Hùng · level/)

  const found = await terminal.run(['person', 'find', 'nguyen', 'thi', 'hoa', '--born', '1994'])
  assert.equal(found.code, 0, found.err)
  assert.match(found.out, /Nguyễn Thị Hoa +08\/03\/1994/)
  assert.ok(!found.out.includes(citizen.person.number), 'numbers are masked in lists')
  const shown = await terminal.run(['person', 'show'], `${citizen.person.number}\n`)
  assert.match(shown.out, /Nguyễn Thị Hoa/)
  const json = await terminal.run(['person', 'show', '--json'], `${citizen.person.number}\n`)
  assert.equal(JSON.parse(json.out).id, citizen.person.id)
  const unknown = await terminal.run(['person', 'show', '--language', 'vi'], '001194999999\n')
  assert.deepEqual([unknown.code, unknown.out], [1, ''])
  assert.match(unknown.err, /Không có người này/)

  assert.equal((await terminal.run(['log-out'])).code, 0)
  assert.equal((await terminal.run(['person', 'find', 'hoa'])).code, 3)
})

test('an expired token is renewed, by several commands at once too, until a lock', async () => {
  await using house = await openTestHouse(new Date().toISOString())
  const police = await enrolOfficial(house, 'commune-police')
  using terminal = openTerminal(house)
  await logIn(terminal, police.caller)
  const expire = () => {
    const all = JSON.parse(readFileSync(terminal.file, 'utf8'))
    all[house.url].expiresAt = '2020-01-01T00:00:00Z'
    writeFileSync(terminal.file, JSON.stringify(all))
  }
  expire()
  const ran = await Promise.all([1, 2, 3].map(() => terminal.run(['person', 'find', 'hung'])))
  assert.deepEqual(
    ran.map((it) => it.code),
    [0, 0, 0],
    ran.map((it) => it.err).join(),
  )
  await police.caller.post(`${api}/account/lock`)
  await wait(1_050)
  assert.equal((await terminal.run(['person', 'find', 'hung'])).code, 3)
  expire()
  assert.equal((await terminal.run(['person', 'find', 'hung'])).code, 3)
})

test('a refused log-in gives nothing, and a citizen may not do what officials may', async () => {
  await using house = await openTestHouse(new Date().toISOString())
  const { caller } = await enrol(house)
  using terminal = openTerminal(house)
  const refused = await logIn(terminal, caller, false)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /refused/)
  assert.equal((await logIn(terminal, caller)).code, 0)
  assert.equal((await terminal.run(['person', 'find', 'hoa'])).code, 1)
  const wrong = await caller.post(`${api}/device-requests/find`, { userCode: 'BBBB-BBBB' })
  assert.deepEqual([wrong.status, wrong.body.code], [404, 'identity.user-code-unknown'])
})

test('a signed PDF is verified by anyone, and one changed byte is told', async () => {
  await using house = await openTestHouse(new Date().toISOString())
  using terminal = openTerminal(house)
  const { pdf } = await house.rooms.trustServices.signPdf({
    pdf: samplePdf(),
    signer: { kind: 'agency', organisation: agency },
    reference: 'test',
    reason: 'Xác nhận thông tin về cư trú',
  })
  const file = join(house.dataDir, 'signed.pdf')
  writeFileSync(file, pdf)
  const good = await terminal.run(['document', 'verify', file])
  assert.equal(good.code, 0, good.out + good.err)
  assert.match(good.out, /^✔/)
  assert.ok(good.out.includes(agency.name))
  const at = 200
  const bent = Buffer.from(pdf)
  bent[at] = (bent[at] ?? 0) ^ 1
  writeFileSync(file, bent)
  const bad = await terminal.run(['document', 'verify', file, '--json'])
  assert.equal(bad.code, 1)
  assert.notEqual(JSON.parse(bad.out).verdict, 'passed')
})

test('what is called wrongly is told, and so is a center that is away', async () => {
  await using house = await openTestHouse()
  using terminal = openTerminal(house)
  const help = await terminal.run(['help'])
  assert.equal(help.code, 0)
  assert.match(help.out, /ndc document verify FILE/)
  assert.match((await terminal.run(['help', '--language', 'vi'])).out, /Cách dùng/)
  for (const args of [
    ['dance'],
    ['person'],
    ['person', 'find'],
    ['person', 'find', 'hoa', '--born', 'long ago'],
    ['person', 'show', '001194000001'],
    ['status', '--loud'],
    ['status', '--url', 'ftp://x'],
    ['document', 'verify', '/no/such/file.pdf'],
  ]) {
    const ran = await terminal.run(args)
    assert.equal(ran.code, 2, `${args.join(' ')}: ${ran.out}${ran.err}`)
    assert.ok(ran.err.length > 0 && !ran.err.includes('    at '), ran.err)
  }
  const one = await terminal.run(['document', 'verify', '--help'])
  assert.match(one.out, /ndc document verify FILE/)
  assert.doesNotMatch(one.out, /ndc log-in/)
  assert.match((await terminal.run(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
  const away = await terminal.run(['status', '--url', 'http://127.0.0.1:9'])
  assert.equal(away.code, 4)
  assert.match(away.err, /cannot be reached/)
})

test('the status tells the version of the center, its mode and its database', async () => {
  await using house = await openTestHouse()
  using terminal = openTerminal(house)
  const { code, out } = await terminal.run(['status'])
  assert.equal(code, 0)
  assert.match(out, /Version +\d+\.\d+\.\d+\n/)
  assert.match(out, /Database +ok\n/)
  assert.match(out, /Person +\(not logged in\)/)
  const told = JSON.parse((await terminal.run(['status', '--json'])).out)
  assert.deepEqual([told.mode, told.database, told.person], ['demonstration', 'ok', null])
  assert.equal(told.versions.center, version)
})

test('a server that is no center is told apart, and so is a certificate of nobody known', async () => {
  await using house = await openTestHouse(undefined, { NDC_TLS_ON: 'true' })
  using terminal = openTerminal(house)
  const url = house.url
  const untrusted = await terminal.run(['status', '--url', url])
  assert.deepEqual([untrusted.code, untrusted.out], [4, ''])
  assert.match(untrusted.err, /does not trust the certificate .* NODE_EXTRA_CA_CERTS/)
  const other = createServer((_request, answer) => answer.end('<p>hello</p>'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const stranger = await terminal.run(['status', '--url', `http://127.0.0.1:${port}`])
  other.close()
  assert.deepEqual([stranger.code, stranger.out], [1, ''])
  assert.match(stranger.err, /is no NDC center/)
})
