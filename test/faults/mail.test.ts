import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { wait } from '#kernel/clock'
import { actAs, fill } from '#testing/cases'
import { freePort, openTestHouse, type TestHouse } from '#testing/house'

test('letters wait for a mail server that is away, and only an unanswered one goes out again', async () => {
  const port = await freePort()
  await using house = await openTestHouse(undefined, { NDC_MAIL_URL: `smtp://127.0.0.1:${port}` })
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'residence-confirmation', {
    purpose: 'work',
    email: 'mai@vidu.vn',
  })
  const submitted = await mother.caller.post(`/api/public-services/v1/cases/${id}/submit`)
  assert.equal(submitted.status, 200)
  const [away] = await waitFor(house, (it) => it.attempts === 1 && it.last_error)
  assert.match(String(away?.['last_error']), /ECONNREFUSED/)

  const received: string[] = []
  let answers = false
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        received.push(text)
        // Taken, but the line breaks before the answer: nobody can know on the other side.
        if (answers) done()
        else for (const it of server.connections) it._socket.destroy()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  try {
    await tryNow(house)
    await waitFor(house, (it) => it.attempts === 2 && it.last_error)
    answers = true
    await tryNow(house)
    await waitFor(house, () => false, 0)
    await house.settle()
    assert.equal(received.length, 2)
    const [first, second] = received.map((it) => /^Message-ID: (.*)$/m.exec(it)?.[1])
    assert.ok(first)
    assert.equal(first, second)
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
})

type Waiting = { attempts: number; last_error: unknown }

/** Resolves with the letters in the queue when they are so, or when there are no more than `left`. */
async function waitFor(
  { kernel }: TestHouse,
  so: (it: Waiting) => unknown,
  left = -1,
): Promise<Waiting[]> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const { rows } = await kernel.database.pool('kernel').query<Waiting>(
      `select attempts, last_error from graphile_worker.jobs
       where task_identifier = 'public-services.send-letter' and locked_at is null`,
    )
    if (rows.length <= left || (rows[0] && so(rows[0]))) return rows
    await wait(50)
  }
  throw new Error('The letter does not come that far.')
}

/** Makes the wait for the next try be over. */
async function tryNow({ kernel }: TestHouse): Promise<void> {
  await kernel.database.pool('kernel').query(
    `select graphile_worker.reschedule_jobs(array_agg(id), now()) from graphile_worker.jobs
     where task_identifier = 'public-services.send-letter'`,
  )
}
