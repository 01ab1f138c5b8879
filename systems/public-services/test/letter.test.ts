import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { openMail } from '#engines/mail'
import { actAs, fill } from '#testing/cases'
import { openTestHouse } from '#testing/house'

const api = '/api/public-services/v1'

test('without a mail server each letter is kept as a file that mail programs open', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'residence-confirmation', {
    purpose: 'work',
    email: 'mai@vidu.vn',
  })
  await mother.caller.post(`${api}/cases/${id}/submit`)
  await house.settle()
  const folder = join(house.dataDir, 'mail')
  const letters = readdirSync(folder).map((it) => readFileSync(join(folder, it), 'utf8'))
  assert.equal(letters.length, 1)
  assert.match(letters[0] ?? '', /^To: mai@vidu\.vn/m)
  assert.match(letters[0] ?? '', /^Message-ID: <[0-9a-f-]{36}@/m)
})

test('a mail server gets the letter by SMTP; one that refuses makes the job try again', async () => {
  const received: string[] = []
  let refuse = true
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        if (refuse) return done(Object.assign(new Error('busy'), { responseCode: 451 }))
        received.push(text)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as { port: number }
  const mail = openMail({ url: `smtp://127.0.0.1:${port}`, from: 'NDC <a@vidu.vn>', folder: '' })
  const letter = { id: 'letter-1', to: 'mai@vidu.vn', subject: 'Thử', text: 'Xin chào' }
  await assert.rejects(mail.send(letter), { responseCode: 451 })
  refuse = false
  await mail.send(letter)
  assert.equal(received.length, 1)
  assert.match(received[0] ?? '', /Message-ID: <letter-1@vidu\.vn>/)
  await new Promise<void>((resolve) => server.close(() => resolve()))
})
