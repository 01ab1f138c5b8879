import type { Transaction } from 'kysely'
import type { Event } from '#kernel/events'
import type { Id } from '#kernel/id'
import { fullName } from '#population'
import type { Needs } from './needs.ts'
import { accountOfPerson, updateAccount } from './storage/accounts.ts'
import type { Schema } from './storage/schema.ts'

type About = Event<{ personId: Id<'person'> }>

/** What happens in a life happens to the account: it ends with a death, and bears the name. */
export function followPopulation({ kernel, accounts, population }: Needs): void {
  const { events } = kernel

  async function endWithLife(own: Transaction<Schema>, { body }: About): Promise<void> {
    const account = await accountOfPerson(own, body.personId, 'for update')
    if (!account) return
    await accounts.close(own, account)
    await events.publish(own, 'identity.account-closed', { accountId: account.id })
  }

  async function takeName(own: Transaction<Schema>, { body }: About): Promise<void> {
    const account = await accountOfPerson(own, body.personId, 'for update')
    const person = account && (await population.person(body.personId))
    if (person) await updateAccount(own, { ...account, name: fullName(person.name) })
  }

  events.subscribe('identity', 'population.person-died', endWithLife)
  events.subscribe('identity', 'population.person-corrected', takeName)
}
