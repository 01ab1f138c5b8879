import type { Kysely } from 'kysely'
import type { Id } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { Clients } from './clients.ts'
import { claimsOf, fieldsOf, type Held, writeClaims } from './domain/claim.ts'
import { findAccount } from './storage/accounts.ts'
import type { Schema } from './storage/schema.ts'

export type Release = ReturnType<typeof openRelease>

/** Tells relying parties what a person consented to, and the person that it was told. */
export function openRelease(
  { audit, purposes, clock }: Kernel,
  db: Kysely<Schema>,
  population: Population,
  clients: Clients,
) {
  async function heldOf(personId: Id<'person'>): Promise<Held | undefined> {
    const person = await population.person(personId)
    if (!person) return undefined
    const gazetteer = await population.gazetteer()
    return {
      name: person.name,
      birthOn: person.birthOn,
      sex: person.sex,
      number: person.number,
      nationality: person.nationality,
      address: gazetteer.addressOf(person.currentResidence)?.text ?? null,
      communeCode: person.currentResidence?.communeCode ?? null,
      email: person.email,
      phone: person.phone,
    }
  }

  return {
    /**
     * The claims of an account for one relying party: those of the granted scopes and those named.
     * Resolves when the record of the release is durable.
     */
    async claims(
      accountId: string,
      clientId: string,
      granted: { scope: string; claims: readonly string[]; rejected: readonly string[] },
      requestId: string,
    ): Promise<Record<string, unknown>> {
      const named = [...claimsOf(granted.scope.split(' ')), ...granted.claims]
      const wanted = named.filter((it) => !granted.rejected.includes(it))
      const fields = fieldsOf(wanted)
      if (fields.length === 0) return {}
      const account = await findAccount(db, accountId as Id<'account'>)
      const held = account && (await heldOf(account.personId))
      if (!account || !held) return {}
      const client = await clients.find(clientId)
      const purpose = 'identity.consent'
      const basis = purposes.get(purpose)?.basis ?? ''
      const name = client?.name.vi ?? clientId
      const actor = { kind: 'client', id: clientId, name, purpose, basis, requestId } as const
      await audit.settle(actor, [
        {
          room: 'identity',
          operation: 'claimsRelease',
          subjectId: account.personId,
          fields,
          outcome: 'read',
        },
      ])
      return { ...writeClaims(wanted, held), ...updatedAt(wanted, clock.now()) }
    },
  }
}

/** OIDC Core 5.1: when the claims were last known to be right: now, since they are no copies. */
function updatedAt(wanted: readonly string[], now: Date): { updated_at?: number } {
  return wanted.includes('name') ? { updated_at: Math.floor(now.getTime() / 1000) } : {}
}
