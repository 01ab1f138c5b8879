import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import type { Use } from '#kernel/audit'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { parsePersonalNumber } from '#population'
import type { By } from './changes.ts'
import type { ConsentQuestion } from './contract-gateway.ts'
import { consentWords, longestConsentDays } from './domain/consent.ts'
import type { Members } from './members.ts'
import type { Needs } from './needs.ts'
import { unknown } from './problems.ts'
import type { Publishing } from './publishing.ts'
import {
  answerConsentRequest,
  type Consentable,
  type ConsentMatter,
  findConsentable,
  hasConsent,
  insertConsentRequest,
  listConsents,
  saveConsent,
  withdrawConsent,
} from './storage/consents.ts'
import type { Schema } from './storage/schema.ts'

type Own = Transaction<Schema>
type Parts = Pick<Needs, 'kernel' | 'db' | 'population' | 'changes'> & {
  members: Members
  publishing: Publishing
}

export type Consents = ReturnType<typeof openConsents>

const dayMs = 86_400_000
const answerDays = 30

/** What people let agencies know, where no law says so: given and taken back by themselves. */
export function openConsents({ kernel, db, population, changes, members, publishing }: Parts) {
  const { clock, audit, events } = kernel

  async function consentable(on: Own | Needs['db'], it: ConsentMatter): Promise<Consentable> {
    const found = await findConsentable(on, it, clock.now())
    if (!found) throw notAskable()
    return found
  }

  const wordsOf = ({ client, service, purpose }: Consentable) =>
    consentWords(client, service, purpose.words)

  function endOf({ expiresAt }: Consentable): Date {
    const longest = clock.now().getTime() + longestConsentDays * dayMs
    return new Date(Math.min(longest, expiresAt.getTime()))
  }

  async function give(
    tx: Own,
    actor: Actor,
    personId: Id<'person'>,
    it: ConsentMatter,
  ): Promise<Id<'consent'>> {
    const found = await consentable(tx, it)
    const givenAt = clock.now()
    const id = newId('consent', givenAt)
    const { clientId, serviceId, purpose } = it
    const what = { clientId, serviceId, purpose, words: wordsOf(found), endsAt: endOf(found) }
    await saveConsent(tx, { ...what, id, personId, givenAt, withdrawnAt: null })
    await audit.record(tx, actor, [useOf(personId, 'consentGive')])
    await events.publish(tx, 'data-coordination.consent-given', { consentId: id })
    return id
  }

  return {
    /** What a person would agree to, before they do. */
    async offer(it: ConsentMatter) {
      const found = await consentable(db, it)
      return { words: wordsOf(found), basis: found.purpose.basis, endsAt: endOf(found) }
    },

    give: (actor: Actor, personId: Id<'person'>, it: ConsentMatter): Promise<Id<'consent'>> =>
      db.transaction().execute((tx) => give(tx, actor, personId, it)),

    /** From this moment on nobody is given anything on it. */
    async withdraw(actor: Actor, personId: Id<'person'>, id: Id<'consent'>): Promise<void> {
      await db.transaction().execute(async (tx) => {
        if (!(await withdrawConsent(tx, personId, id, clock.now()))) throw unknown('consent')
        await audit.record(tx, actor, [useOf(personId, 'consentWithdraw')])
        await events.publish(tx, 'data-coordination.consent-withdrawn', { consentId: id })
      })
    },

    /** A receipt that the center has signed (JWS): what was agreed, when, and until when. */
    async receipt(personId: Id<'person'>, id: Id<'consent'>): Promise<string> {
      const all = await listConsents(db, personId, 1_000)
      const found = all.find((it) => it.id === id)
      if (!found) throw unknown('consent')
      const { words, purpose, givenAt, endsAt, withdrawnAt, client, service } = found
      const said = {
        id,
        client: client.code,
        service: service.code,
        purpose,
        words,
        givenAt: givenAt.toISOString(),
        endsAt: endsAt.toISOString(),
        withdrawnAt: withdrawnAt?.toISOString() ?? null,
      }
      return publishing.seal('ndc-consent-receipt+jwt', said, `consent ${id}`)
    },

    /** An agency asks somebody. Whether there is such a person is not told to it. */
    async ask(by: By, actor: Actor, it: ConsentMatter & { number: string }): Promise<void> {
      const { clientId, serviceId, purpose } = it
      await members.subsystem(by, clientId)
      await consentable(db, it)
      const number = parsePersonalNumber(it.number)
      const person = number && (await population.personByNumber(number))
      const askedAt = clock.now()
      const id = newId('consent-request', askedAt)
      const endsAt = new Date(askedAt.getTime() + answerDays * dayMs)
      await db.transaction().execute(async (tx) => {
        // The log of changes, too, says only that somebody was asked.
        await changes.note(tx, by, {
          kind: 'consent-asked',
          subject: id,
          words: { vi: 'Hỏi sự đồng ý của một người dân', en: 'Asked a person for consent' },
        })
        if (!person) return
        const what = { clientId, serviceId, purpose }
        await insertConsentRequest(tx, { ...what, id, personId: person.id, askedAt, endsAt })
        await audit.record(tx, actor, [
          { ...useOf(person.id, 'consentAsk'), fields: ['number'], outcome: 'matched' },
        ])
        await events.publish(tx, 'data-coordination.consent-asked', { consentRequestId: id })
      })
    },

    /** Yes or no; a yes is a consent from now on. */
    async answer(
      actor: Actor,
      personId: Id<'person'>,
      id: Id<'consent-request'>,
      given: boolean,
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const matter = await answerConsentRequest(tx, personId, id, given, clock.now())
        if (!matter) throw unknown('consent')
        if (given) await give(tx, actor, personId, matter)
      })
    },

    /** Does the person with this number let the client know? Asked by the gateway that answers. */
    async isGiven(gatewayId: Id<'gateway'>, { subject, ...about }: ConsentQuestion) {
      const number = parsePersonalNumber(subject)
      const person = number && (await population.personByNumber(number))
      if (!person) return false
      return hasConsent(db, gatewayId, person.id, about, clock.now())
    },
  }
}

function useOf(subjectId: string, operation: string): Use {
  const room = 'data-coordination'
  return { room, operation, subjectId, fields: ['consent'], outcome: 'changed' }
}

function notAskable(): Problem {
  return new Problem(409, 'data-coordination.consent-not-askable', {
    vi: 'Cơ quan này không được cấp quyền lấy dữ liệu đó dựa trên sự đồng ý của bạn.',
    en: 'This agency holds no grant to have that data by your consent.',
  })
}
