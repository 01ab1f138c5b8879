import type { Actor } from '#kernel/access'
import type { UseTold } from '#kernel/audit'
import { type Id, newId } from '#kernel/id'
import { parsePersonalNumber } from '#population'
import type { GatewayReport, GatewayUse } from './contract-gateway.ts'
import type { GrantPurpose } from './domain/configuration.ts'
import { subsystemOf } from './domain/identifier.ts'
import type { Needs } from './needs.ts'
import { listServed, noteBatch, replaceAlarms, saveSeen } from './storage/gateways.ts'
import { listGranted, saveMeasures } from './storage/measures.ts'
import { listSubsystems } from './storage/members.ts'
import { insertUses, listPurposes, nameUses } from './storage/reports.ts'

type Parts = Pick<Needs, 'kernel' | 'db' | 'population' | 'blockchain'>

export type Reporting = ReturnType<typeof openReporting>

/** People who are looked up at the same time. */
const atOnce = 25

const outcomes = {
  answered: 'read',
  'not-found': 'not-matched',
  failed: 'refused',
  refused: 'refused',
} as const

/** Takes in what gateways tell: each use of a person's data becomes a record that they can see. */
export function openReporting({ kernel, db, population, blockchain }: Parts) {
  const { clock, audit, purposes } = kernel

  /** The words under which a purpose stands in the audit book; pages find them by this code. */
  function learn({ words, basis }: GrantPurpose): string {
    const code = `${words.vi} (${words.en})`
    if (!purposes.has(code)) purposes.set(code, { words, basis })
    return code
  }

  /** What is told cannot lie ahead. */
  function notAhead(at: string): Date {
    return new Date(Math.min(new Date(at).getTime(), clock.now().getTime()))
  }

  /** Whose numbers these are. Those of nobody are left out. */
  async function peopleOf(uses: readonly GatewayUse[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>()
    const look = async (text: string): Promise<void> => {
      const number = parsePersonalNumber(text)
      const person = number && (await population.personByNumber(number))
      if (person) found.set(text, person.id)
    }
    const numbers = [...new Set(uses.map((it) => it.subject))]
    for (let from = 0; from < numbers.length; from += atOnce) {
      await Promise.all(numbers.slice(from, from + atOnce).map(look))
    }
    return found
  }

  /** The uses as records for those whose data it was. */
  async function recordsOf(
    uses: readonly GatewayUse[],
    people: ReadonlyMap<string, string>,
  ): Promise<UseTold[]> {
    const key = (it: { client: string; service: string; grant: string }) =>
      `${it.client} ${it.service} ${it.grant}`
    const named = new Map((await nameUses(db, uses)).map((it) => [key(it), it]))
    return uses.flatMap((it): UseTold[] => {
      const subjectId = people.get(it.subject)
      const names = named.get(key(it))
      // Nobody may put words of their own into somebody's book: who asked held a grant.
      if (!subjectId || !names?.purposes.length) return []
      const purpose = names.purposes.find(({ code }) => code === it.purpose)
      const actor: Actor = {
        kind: 'client',
        id: it.client,
        name: names.clientName,
        purpose: purpose ? learn(purpose) : it.purpose,
        basis: purpose?.basis ?? '',
        requestId: it.requestId,
      }
      // Words of one field stay together: the book parts fields at plain spaces.
      const field = `${names.title.vi} (${names.title.en})`.replaceAll(' ', '\u00a0')
      const use = { room: 'data-coordination', operation: it.service, subjectId, fields: [field] }
      return [{ at: notAhead(it.at), actor, use: { ...use, outcome: outcomes[it.outcome] } }]
    })
  }

  return {
    /** Makes known what purposes are called, of all grants that there are. */
    async learnPurposes(): Promise<void> {
      for (const it of await listPurposes(db)) learn(it)
    },

    async take(gatewayId: Id<'gateway'>, report: GatewayReport): Promise<void> {
      const served = (await listServed(db)).filter((it) => it.gatewayId === gatewayId)
      const ids = new Set(served.map((it) => it.subsystemId))
      const own = new Set(
        (await listSubsystems(db)).flatMap((it) => (ids.has(it.id) ? it.code : [])),
      )
      // A gateway tells of its own subsystems; of others it knows nothing that could be believed.
      const isOwn = (id: string) => (own as ReadonlySet<string>).has(id)
      const uses = report.uses.filter((it) => isOwn(subsystemOf(it.service as never)))
      const granted = await listGranted(db, report.measures)
      const measures = report.measures.filter(
        (it) =>
          isOwn(it.side === 'provider' ? subsystemOf(it.service as never) : it.client) &&
          // Whoever may not ask cannot say how good the answers are.
          granted.has(`${it.client} ${it.service}`) &&
          Date.parse(it.minute) <= clock.now().getTime(),
      )
      const people = await peopleOf(uses)
      const records = await recordsOf(uses, people)
      await db.transaction().execute(async (tx) => {
        const added = await insertUses(
          tx,
          gatewayId,
          uses.map((it) => ({ ...it, at: notAhead(it.at), known: people.has(it.subject) })),
        )
        await audit.recordTold(
          tx,
          records.filter((it) => added.has(it.actor.requestId)),
        )
        await saveMeasures(
          tx,
          gatewayId,
          measures.map((it) => ({ ...it, minute: new Date(it.minute) })),
        )
        await replaceAlarms(
          tx,
          gatewayId,
          report.alarms.map((it) => ({ ...it, since: new Date(it.since) })),
        )
        await saveSeen(tx, gatewayId, {
          seenAt: clock.now(),
          programVersion: report.version,
          configurationHeld: report.configuration,
          certificatesEnd: new Date(report.certificatesEndAt),
          clockOffsetMs: report.clockOffsetMs,
          unstamped: report.unstamped,
        })
        const batch = report.lastBatch
        if (batch && (await noteBatch(tx, gatewayId, batch.number))) {
          const record = {
            id: newId('evidence-batch', clock.now()),
            digest: Buffer.from(batch.digest, 'hex'),
          }
          await blockchain.anchor(tx, 'evidence', [record])
        }
      })
    },
  }
}
