import { wait } from '#kernel/clock'
import { auditCenter } from './faults-audit.ts'
import { type Client, keepBusy, openClient } from './faults-clients.ts'
import { birthErrand, officialErrand, residenceErrand } from './faults-errands.ts'
import { openFaceAudit } from './faults-faces.ts'
import { type Ledger, openLedger } from './faults-ledger.ts'
import type { Stand, Victim } from './faults-stand.ts'

export type Crowd = {
  readonly clients: readonly Client[]
  readonly errands: (() => Promise<void>)[]
}

/** Citizens who apply, and officials who decide: several devices of several people. */
export async function openCrowd(
  stand: Stand,
  ledger: Ledger,
  chance: () => number,
): Promise<Crowd> {
  const clients: Client[] = []
  const as = async (key: string): Promise<Client> => {
    const client = await openClient(stand, key, ledger)
    clients.push(client)
    return client
  }
  return {
    clients,
    errands: [
      residenceErrand(await as('mother')),
      residenceErrand(await as('father')),
      residenceErrand(await as('single-mother')),
      birthErrand(await as('mother')),
      birthErrand(await as('father')),
      birthErrand(await as('single-mother'), { father: 'unsaid' }),
      officialErrand(await as('commune-police'), chance),
      officialErrand(await as('commune-police'), chance),
      officialErrand(await as('registrar'), chance),
      officialErrand(await as('registrar'), chance),
    ],
  }
}

export type Tally = {
  rounds: number
  readonly kills: Record<Victim, number>
  submissions: number
  decisions: number
  calls: number
  broken: number
}

/** The same chances for the same seed (mulberry32, public domain). */
export function chancesOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let it = Math.imul(state ^ (state >>> 15), state | 1)
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61)
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32
  }
}

const victims: readonly Victim[] = ['server', 'database', 'both']

/**
 * Rounds of work under which the server, its database or both are killed at a chosen moment. After
 * each, the center starts again on the same data, finishes what it began, and is audited.
 *
 * @param say Hears one line for each round. @throws With all that is wrong, at the first round.
 */
export async function killRounds(
  stand: Stand,
  { rounds, seed }: { rounds: number; seed: number },
  say: (line: string) => void,
): Promise<Tally> {
  const ledger = openLedger()
  const chance = chancesOf(seed)
  const { clients, errands } = await openCrowd(stand, ledger, chance)
  const wrongFaces = openFaceAudit(stand, clients)
  const kills: Tally['kills'] = { server: 0, database: 0, both: 0 }
  for (let round = 1; round <= rounds; round++) {
    const victim = victims[round % 3] as Victim
    const afterMs = 300 + Math.floor(chance() * 1_500)
    const [before, calls] = [ledger.submitted.size + ledger.decided.size, ledger.calls]
    await keepWorking(errands, ledger, async () => {
      await wait(afterMs)
      await stand.kill(victim)
      if (victim === 'database') await stand.healthy()
      else await stand.start()
      await wait(700)
    })
    kills[victim]++
    const wrong = [...(await auditCenter(stand, ledger)), ...(await wrongFaces())]
    const promises = ledger.submitted.size + ledger.decided.size - before
    say(
      `round ${round}: ${victim} killed after ${afterMs} ms; ${ledger.calls - calls} calls, ` +
        `${promises} promises; ${wrong.length === 0 ? 'all kept' : 'BROKEN'}`,
    )
    if (wrong.length > 0) {
      throw new Error(`Seed ${seed}, round ${round} (${victim}):\n${wrong.join('\n')}`)
    }
  }
  return {
    rounds,
    kills,
    submissions: ledger.submitted.size,
    decisions: ledger.decided.size,
    calls: ledger.calls,
    broken: ledger.broken,
  }
}

/** Goes on with the errands as long as `meanwhile` takes; those under way are then finished. */
export async function keepWorking(
  errands: Crowd['errands'],
  ledger: Ledger,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const stopping = new AbortController()
  const busy = errands.map((it) => keepBusy(it, ledger, stopping.signal))
  try {
    await meanwhile()
  } finally {
    stopping.abort()
    await Promise.all(busy)
  }
}
