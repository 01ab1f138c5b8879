import { civilDateOf } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import type { Routes } from '#kernel/system'
import { type Claims, fullName, type Person, type PersonalNumber, verify } from '#population'
import { CurrentSession, EnrolmentAsk, PasskeyCreated, PasskeyCreation } from '../contract.ts'
import type { Account } from '../domain/account.ts'
import { checkEnrolment, notVerified } from '../domain/enrolment.ts'
import type { Needs } from '../needs.ts'
import { passkeyRefused } from '../passkeys.ts'
import { sessionView } from '../sessions.ts'
import { steady } from '../steady.ts'
import { accountOfPerson, insertAccount } from '../storage/accounts.ts'
import { insertPasskey } from '../storage/passkeys.ts'

/** /enrolments — a person opens an account: facts of the card first, then a passkey. */
export function enrolmentRoutes(needs: Needs): Routes {
  const { kernel, db, population, limits, passkeys, sessions, accounts } = needs
  const { clock, audit } = kernel

  /** Compares every fact; the register's use is recorded, whatever came of it. */
  async function verified(ask: EnrolmentAsk, requestId: string): Promise<Person> {
    const { number, ...facts } = ask
    const claims = { ...facts, alive: 'yes' } as Claims
    if (!facts.cardIssuedOn && !facts.permanentCommune) throw notVerified()
    const person = await population.personByNumber(number as PersonalNumber)
    const verdicts = verify(person, claims, civilDateOf(clock.now()))
    const matched = Object.values(verdicts).every((it) => it === 'match')
    if (person) {
      const actor = {
        kind: 'system',
        id: 'identity',
        name: 'Định danh điện tử',
        purpose: 'identity.enrolment',
        basis: kernel.purposes.get('identity.enrolment')?.basis ?? '',
        requestId,
      } as const
      await audit.settle(actor, [
        {
          room: 'identity',
          operation: 'enrolmentBegin',
          subjectId: person.id,
          fields: Object.keys(claims),
          outcome: matched ? 'matched' : 'not-matched',
        },
      ])
    }
    // Where one lives is known to many: it stands in for the card only where there is none.
    const second = facts.cardIssuedOn !== undefined || person?.cards.length === 0
    if (!person || !matched || !second) throw notVerified()
    return person
  }

  return async (app) => {
    app.post(
      '/enrolments',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'enrolmentBegin',
          summary: 'Prove who you are by the facts of your card, and begin to make a passkey',
          body: EnrolmentAsk,
          response: { 201: PasskeyCreation },
        },
      },
      async (request, reply) => {
        await limits.count('enrolment', request.body.number, request.ip)
        const person = await steady(clock, request.startedMs, verified(request.body, request.id))
        const known = await accountOfPerson(db, person.id)
        checkEnrolment(person, known !== undefined, civilDateOf(clock.now()))
        await limits.forget('enrolment', request.body.number)
        const accountId = newId('account', clock.now())
        const name = fullName(person.name)
        const browser = sessions.browserOf(request, reply)
        const begun = await passkeys.beginCreation(
          'enrolment',
          { browser },
          { accountId, name, subject: { accountId, personId: person.id, name } },
        )
        return reply.code(201).send(begun)
      },
    )

    app.post(
      '/enrolments/passkey',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'enrolmentFinish',
          summary: 'Hand in the passkey: the account is open at level 1, and you are logged in',
          body: PasskeyCreated,
          response: { 201: CurrentSession },
        },
      },
      async (request, reply) => {
        const browser = sessions.browserIfAny(request)
        const made = await passkeys.finishCreation('enrolment', { browser }, request.body)
        const { accountId, personId, name = '' } = made.challenge.subject
        const now = clock.now()
        const account: Account = {
          id: accountId as Id<'account'>,
          personId: personId as Id<'person'>,
          name,
          level: 1,
          state: 'active',
          lockedBy: null,
          lockReason: null,
          openedAt: now,
          changedAt: now,
        }
        await db.transaction().execute(async (tx) => {
          // The person may have died, or opened an account elsewhere, since the first step.
          const person = await population.person(account.personId)
          const taken = !(await insertAccount(tx, account))
          if (!person) throw notVerified()
          checkEnrolment(person, taken, civilDateOf(now))
          const added = await insertPasskey(tx, {
            ...made.credential,
            id: newId('passkey', now),
            accountId: account.id,
            name: request.body.name ?? 'Khóa truy cập',
            createdAt: now,
            lastUsedAt: now,
          })
          if (!added) throw passkeyRefused()
          await accounts.record(
            tx,
            accounts.actorOf(account, request.id),
            'enrolmentFinish',
            account,
          )
          await kernel.events.publish(tx, 'identity.account-opened', { accountId: account.id })
          await sessions.start(tx, request, reply, account, 'passkey')
        })
        const session = await sessions.current(request)
        return reply.code(201).send({ session: session ? sessionView(session) : null })
      },
    )
  }
}
