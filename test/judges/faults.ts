/**
 * Kills the server and its database with SIGKILL while people apply and officials decide, again
 * and again, and holds the center against what they were told.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { auditStorage } from '#testing/faults-audit'
import { killRounds } from '#testing/faults-rounds'
import { openStand } from '#testing/faults-stand'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string' } },
})
const [rounds, seed] = [Number(values.rounds), Number(values.seed ?? randomInt(2 ** 32))]
const say = (line: string) => void process.stdout.write(`  ${line}\n`)

await using stand = await openStand()
try {
  const begun = performance.now()
  say(`seed ${seed}`)
  await stand.start()
  const { kills, ...tally } = await killRounds(stand, { rounds, seed }, say)
  const damaged = await auditStorage(stand)
  if (damaged.length > 0) throw new Error(damaged.join('\n'))
  const seconds = Math.round((performance.now() - begun) / 1_000)
  process.stdout.write(
    `\n${tally.rounds} rounds in ${seconds} s; killed: server ${kills.server}, ` +
      `database ${kills.database}, both ${kills.both}.\n` +
      `${tally.submissions} submissions and ${tally.decisions} decisions acknowledged; ` +
      `${tally.calls} calls answered, ${tally.broken} broken off.\n` +
      'Nothing was lost, doubled or half done.\n',
  )
} catch (error) {
  process.stdout.write(`\nThe center did not keep its word.\n${(error as Error).message}\n`)
  process.exitCode = 1
}
