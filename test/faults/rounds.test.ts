import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { killRounds } from '#testing/faults-rounds'
import { openStand } from '#testing/faults-stand'

test('what was acknowledged survives kill -9 of the server, its database and both', async () => {
  await using stand = await openStand()
  await stand.start()
  const lines: string[] = []
  const seed = randomInt(2 ** 32)
  const tally = await killRounds(stand, { rounds: 3, seed }, (line) => lines.push(line))
  assert.deepEqual(tally.kills, { server: 1, database: 1, both: 1 })
  assert.ok(tally.submissions > 0 && tally.decisions > 0, lines.join('\n'))
})
