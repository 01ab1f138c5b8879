import type { Kysely } from 'kysely'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import { fullName, type Population } from '#population'
import { create, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import type { Account } from './domain/account.ts'
import type { Passkeys } from './passkeys.ts'
import { accountOfPerson, insertAccount, updateAccount } from './storage/accounts.ts'
import { insertPasskey } from './storage/passkeys.ts'
import { listPersonas, type PersonaRow, savePersonas } from './storage/personas.ts'
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

/**
 * Gives each persona an account of level 2 and a passkey, through the same ceremony as everyone,
 * with a software authenticator; the official who saw them is another persona.
 */
export async function enrolPersonas(
  enrolling: Enrolling,
  ownerUrl: string,
  personas: readonly Persona[],
): Promise<void> {
  const { kernel, db } = enrolling
  if (kernel.mode !== 'demonstration') throw new TypeError('Production has no personas.')
  const known = new Set((await listPersonas(kernel.database.pool('identity'))).map((it) => it.key))
  const accounts = new Map<string, Account>()
  const rows: PersonaRow[] = []
  for (const [position, it] of personas.entries()) {
    if (known.has(it.key)) continue
    // An earlier try that was interrupted may have left an account; its passkey is lost.
    const account = (await accountOfPerson(db, it.personId)) ?? (await open(enrolling, it.personId))
    const passkey = await addPasskey(enrolling, account)
    const { key, words, role } = it
    accounts.set(key, account)
    rows.push({ key, position, name: account.name, words, role, passkey })
  }
  const officials = personas.filter((it) => it.role === 'commune-police')
  for (const [key, account] of accounts) {
    const official = officials.find((it) => it.key !== key && accounts.has(it.key))
    const by = official && accounts.get(official.key)
    if (by && account.level === 1) await raise(enrolling, account, by)
  }
  await savePersonas(ownerUrl, rows)
}

type Enrolling = {
  kernel: Kernel
  db: Kysely<Schema>
  passkeys: Passkeys
  population: Pick<Population, 'person'>
}

async function open(
  { kernel, db, population }: Enrolling,
  personId: Id<'person'>,
): Promise<Account> {
  const now = kernel.clock.now()
  const person = await population.person(personId)
  if (!person) throw new TypeError(`The persona ${personId} is not in the register.`)
  const account: Account = {
    id: newId('account', now),
    personId,
    name: fullName(person.name),
    level: 1,
    state: 'active',
    lockedBy: null,
    lockReason: null,
    openedAt: now,
    changedAt: now,
  }
  await db.transaction().execute((tx) => insertAccount(tx, account))
  return account
}

async function addPasskey(
  { kernel, db, passkeys }: Enrolling,
  { id: accountId, name }: Account,
): Promise<SoftwarePasskey> {
  const begun = await passkeys.beginCreation('addition', { accountId }, { accountId, name })
  const rp = { ...begun.options.rp, id: passkeys.rpId }
  const made = await create({ ...begun.options, rp }, new URL(kernel.publicUrl).origin)
  const answer = { id: begun.id, response: made.response }
  const { credential } = await passkeys.finishCreation('addition', { accountId }, answer)
  await db.transaction().execute((tx) =>
    insertPasskey(tx, {
      ...credential,
      id: newId('passkey', kernel.clock.now()),
      accountId,
      name: 'Khóa trình diễn',
      createdAt: kernel.clock.now(),
      lastUsedAt: null,
    }),
  )
  return made.passkey
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
