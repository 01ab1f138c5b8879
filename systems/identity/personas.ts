import type { Kysely } from 'kysely'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import { create, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import { fullName, type Population } from '#population'
import type { Account } from './domain/account.ts'
import type { Passkeys } from './passkeys.ts'
import { accountOfPerson, insertAccount, updateAccount } from './storage/accounts.ts'
import { insertPasskey } from './storage/passkeys.ts'
import { type PersonaRow, savePersonas } from './storage/personas.ts'
import { insertProofing } from './storage/proofings.ts'
import type { Schema } from './storage/schema.ts'

/** A ready person of the demonstration. */
export type Persona = {
  readonly key: string
  readonly personId: Id<'person'>
  readonly words: Words
  /** The role of the office they hold. */
  readonly role: string | null
}

type Enrolled = { account: Account; passkey: SoftwarePasskey }

/**
 * Gives each persona an account of level 2 and a passkey, through the same ceremony as everyone,
 * with a software authenticator; the official who saw them is another persona.
 */
export async function enrolPersonas(
  { kernel, db, passkeys, population }: Enrolling,
  ownerUrl: string,
  personas: readonly Persona[],
): Promise<void> {
  if (kernel.mode !== 'demonstration') throw new TypeError('Production has no personas.')
  const enrolled = new Map<string, Enrolled>()
  for (const it of personas) {
    if (await accountOfPerson(db, it.personId)) continue
    enrolled.set(it.key, await enrol({ kernel, db, passkeys, population }, it.personId))
  }
  const officials = personas.filter((it) => it.role === 'commune-police')
  for (const [key, { account }] of enrolled) {
    const official = officials.find((it) => it.key !== key)
    const by = official && enrolled.get(official.key)?.account
    if (by) await raise({ kernel, db }, account, by)
  }
  const rows = personas.flatMap((it, position): PersonaRow[] => {
    const found = enrolled.get(it.key)
    if (!found) return []
    const { account, passkey } = found
    const { key, words, role } = it
    return [{ key, position, name: account.name, words, role, passkey }]
  })
  await savePersonas(ownerUrl, rows)
}

type Enrolling = {
  kernel: Kernel
  db: Kysely<Schema>
  passkeys: Passkeys
  population: Pick<Population, 'person'>
}

async function enrol(
  { kernel, db, passkeys, population }: Enrolling,
  personId: Id<'person'>,
): Promise<Enrolled> {
  const now = kernel.clock.now()
  const person = await population.person(personId)
  if (!person) throw new TypeError(`The persona ${personId} is not in the register.`)
  const name = fullName(person.name)
  const accountId = newId('account', now)
  const begun = await passkeys.beginCreation('enrolment', {}, { accountId, name })
  const made = await create(
    { ...begun.options, rp: { ...begun.options.rp, id: passkeys.rpId } },
    new URL(kernel.publicUrl).origin,
  )
  const answer = { id: begun.id, response: made.response }
  const { credential } = await passkeys.finishCreation('enrolment', {}, answer as never)
  const account: Account = {
    id: accountId,
    personId,
    name,
    level: 1,
    state: 'active',
    lockedBy: null,
    lockReason: null,
    openedAt: now,
    changedAt: now,
  }
  await db.transaction().execute(async (tx) => {
    await insertAccount(tx, account)
    await insertPasskey(tx, {
      ...credential,
      id: newId('passkey', now),
      accountId,
      name: 'Khóa trình diễn',
      createdAt: now,
      lastUsedAt: null,
    })
  })
  return { account, passkey: made.passkey }
}

async function raise(
  { kernel, db }: Pick<Enrolling, 'kernel' | 'db'>,
  account: Account,
  by: Account,
): Promise<void> {
  const at = kernel.clock.now()
  await db.transaction().execute(async (tx) => {
    await updateAccount(tx, { ...account, level: 2, changedAt: at })
    await insertProofing(tx, {
      id: newId('proofing', at),
      accountId: account.id,
      kind: 'level',
      officialAccountId: by.id,
      officialName: by.name,
      evidence: { document: 'identity-card', faceCompared: true },
      at,
    })
  })
}
