/**
 * Keeps households whole when people come and go: each has a head who lives in it, and everyone
 * stands in the right relation to that head.
 */
import type { Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import { type Id, newDigits } from '#kernel/id'
import { nextHead, relationTo } from './domain/household.ts'
import type { Address, Person, RelationToHead, Settable } from './domain/person.ts'
import { householdUnknown } from './problems.ts'
import {
  findHousehold,
  type Household,
  insertHousehold,
  readKin,
  setHead,
} from './storage/families.ts'
import type { Schema } from './storage/schema.ts'

type Own = Transaction<Schema>

const maxTries = 50

/** A household, which must stand at the address when one is given. */
export async function standingHousehold(
  own: Own,
  id: Id<'household'>,
  at?: Address,
): Promise<Household> {
  const found = await findHousehold(own, id)
  const elsewhere = at && (found?.communeCode !== at.communeCode || found.detail !== at.detail)
  if (!found || elsewhere) throw householdUnknown()
  return found
}

/** A new household, with a residence file number that no other has. */
export async function foundHousehold(
  own: Own,
  id: Id<'household'>,
  at: Address,
  headId: Id<'person'>,
): Promise<void> {
  for (let tries = 0; tries < maxTries; tries++) {
    const fileNumber = `${at.communeCode}-${newDigits(6)}`
    if (await insertHousehold(own, { id, fileNumber, ...at, headId })) return
  }
  throw new Error(`No free residence file number was found in ${at.communeCode}.`)
}

/** What someone is to the head; `parents` are those of a newborn, whom the register lacks. */
export async function relationIn(
  own: Own,
  { headId }: Household,
  personId: Id<'person'>,
  parents: readonly Id<'person'>[] = [],
): Promise<RelationToHead> {
  const kin = await readKin(own, [headId, personId, ...parents])
  if (parents.length > 0) kin.parents.set(personId, parents)
  return relationTo(headId, personId, kin)
}

/**
 * When the head has died or left, another of the household takes the place. Returns what each of
 * the others is from now on, where that has changed.
 *
 * @param gone As they were before they left; they are no longer a member.
 */
export async function succeedHead(
  own: Own,
  gone: Person,
  on: CivilDate,
): Promise<Map<Id<'person'>, Pick<Settable, 'relationToHead'>>> {
  const relations = new Map<Id<'person'>, Pick<Settable, 'relationToHead'>>()
  const household = gone.householdId && (await findHousehold(own, gone.householdId))
  if (!household || household.headId !== gone.id) return relations
  const { members } = household
  const kin = await readKin(own, [gone.id, ...members.map((it) => it.personId)])
  const head = nextHead(members, kin.spouses.get(gone.id), on)
  if (!head) return relations
  await setHead(own, household.id, head)
  for (const { personId, relationToHead } of members) {
    const now = relationTo(head, personId, kin)
    if (now !== relationToHead) relations.set(personId, { relationToHead: now })
  }
  return relations
}
