import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { join, type Tx } from '#kernel/database'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { applyEvent, type LifeEvent, type LifeEventKind } from './domain/life-event.ts'
import { checkMarriage } from './domain/marriage.ts'
import { foldName, fullName, type Name } from './domain/name.ts'
import type { Address, Person, RelationToHead, Settable } from './domain/person.ts'
import type { Sex } from './domain/personal-number.ts'
import {
  endMarriage,
  findHousehold,
  findMarriage,
  insertMarriage,
  insertParents,
  listRelatives,
  type Parent,
} from './storage/families.ts'
import { insertLifeEvents, latestEffective } from './storage/life-events.ts'
import { insertWithNewNumber, replaceNumber } from './storage/numbers.ts'
import { findPerson, updatePerson } from './storage/people.ts'
import type { Schema } from './storage/schema.ts'

export type Birth = {
  readonly name: Name
  readonly birthOn: CivilDate
  readonly sex: Sex
  readonly birthplace: string
  /** The commune that registers the birth. */
  readonly communeCode: string
  readonly registrationPlace: string
  readonly origin: string
  readonly ethnicity: string
  readonly nationality: string
  readonly parents: readonly Parent[]
  readonly householdId: Id<'household'> | null
  /** The decision or document that the registration rests on. */
  readonly source: string
}

export type Move = {
  readonly personId: Id<'person'>
  readonly residence: 'permanent' | 'temporary'
  readonly to: Address
  readonly effectiveOn: CivilDate
  readonly source: string
}

/**
 * The changes that the register takes in. Each works in the caller's transaction under this
 * room's role: the change, its history, its audit record and its announcement commit together.
 */
export function openRegister({ clock, events, audit }: Kernel) {
  type Own = Transaction<Schema>
  const inRegister = <Result>(tx: Tx, work: (own: Own) => Promise<Result>) =>
    join<Schema, Result>(tx, 'population', work)

  async function record(
    own: Own,
    person: Person,
    event: {
      id: Id<'life-event'>
      kind: LifeEventKind
      effectiveOn: CivilDate
      source: string
      set: Partial<Settable>
    },
    actor: Actor,
  ): Promise<Person> {
    const now = clock.now()
    const latest = await latestEffective(own, person.id)
    const { changes, after } = applyEvent(person, event, latest, civilDateOf(now))
    await updatePerson(own, after)
    await insertLifeEvents(own, [
      {
        id: event.id,
        personId: person.id,
        kind: event.kind,
        effectiveOn: event.effectiveOn,
        recordedAt: now,
        recordedBy: actor.name,
        source: event.source,
        changes,
      },
    ])
    await audit.record(own, actor, [
      {
        room: 'population',
        operation: `${event.kind}Record`,
        subjectId: person.id,
        fields: Object.keys(changes),
        outcome: 'changed',
      },
    ])
    return after
  }

  async function held(own: Own, id: Id<'person'>): Promise<Person> {
    const person = await findPerson(own, id, 'for update')
    if (!person) throw personUnknown()
    return person
  }

  const newEvent = (): Id<'life-event'> => newId('life-event', clock.now())

  return {
    /** Enters a newborn: a person with a new number, parents, household and history. */
    registerBirth(tx: Tx, birth: Birth, actor: Actor): Promise<Person> {
      return inRegister(tx, async (own) => {
        const now = clock.now()
        await refuseSecondRegistration(own, birth)
        const household = birth.householdId && (await findHousehold(own, birth.householdId))
        const home = household
          ? { communeCode: household.communeCode, detail: household.detail }
          : null
        const head = household?.headId
        const person = await insertWithNewNumber(
          own,
          {
            ...unsaid,
            id: newId('person', now),
            name: birth.name,
            birthOn: birth.birthOn,
            sex: birth.sex,
            birthplace: birth.birthplace,
            registrationPlace: birth.registrationPlace,
            origin: birth.origin,
            ethnicity: birth.ethnicity,
            nationality: birth.nationality,
            permanentResidence: home,
            currentResidence: home,
            householdId: birth.householdId,
            relationToHead: head ? await relationOfNewborn(own, birth.parents, head) : null,
            registeredAt: now,
          },
          birth.communeCode.slice(0, 2),
          civilDateOf(now),
        )
        await insertParents(own, person.id, birth.parents)
        const event: LifeEvent = {
          id: newEvent(),
          personId: person.id,
          kind: 'birth',
          effectiveOn: birth.birthOn,
          recordedAt: now,
          recordedBy: actor.name,
          source: birth.source,
          changes: {},
        }
        await insertLifeEvents(own, [event])
        const touched = birth.parents.flatMap((it) => it.personId ?? [])
        await audit.record(own, actor, [
          changed(person.id, 'birthRecord', ['birth']),
          ...touched.map((id) => changed(id, 'birthRecord', ['relatives'])),
        ])
        await events.publish(own, 'population.person-born', { personId: person.id })
        return person
      })
    },

    recordDeath(tx: Tx, id: Id<'person'>, diedOn: CivilDate, source: string, actor: Actor) {
      return inRegister(tx, async (own) => {
        const person = await held(own, id)
        if (person.diedOn) throw alreadyDead()
        const event = newEvent()
        const it = { id: event, kind: 'death', effectiveOn: diedOn, source } as const
        await record(own, person, { ...it, set: { diedOn } }, actor)
        const marriage = await findMarriage(own, id)
        if (marriage) {
          await endMarriage(own, marriage.id, diedOn, 'death')
          const spouseId = marriage.firstId === id ? marriage.secondId : marriage.firstId
          const spouse = await held(own, spouseId)
          await record(own, spouse, { ...it, set: { maritalStatus: 'widowed' } }, actor)
        }
        await events.publish(own, 'population.person-died', { personId: id })
      })
    },

    recordMarriage(
      tx: Tx,
      it: {
        firstId: Id<'person'>
        secondId: Id<'person'>
        marriedOn: CivilDate
        place: string
        source: string
      },
      actor: Actor,
    ) {
      return inRegister(tx, async (own) => {
        // Always locked in the same order, so that two such records cannot wait for each other.
        const [low, high] = [it.firstId, it.secondId].toSorted() as [Id<'person'>, Id<'person'>]
        const pair = [await held(own, low), low === high ? undefined : await held(own, high)]
        const [first, second] = pair
        if (!first || !second) throw personUnknown()
        checkMarriage(first, second, it.marriedOn, await areKin(own, first.id, second.id))
        const id = newId('marriage', clock.now())
        await insertMarriage(own, { ...it, id, endedOn: null, endedBy: null })
        const event = { id: newEvent(), kind: 'marriage', effectiveOn: it.marriedOn } as const
        for (const person of [first, second]) {
          const set = { maritalStatus: 'married' } as const
          await record(own, person, { ...event, source: it.source, set }, actor)
        }
        await events.publish(own, 'population.people-married', { personIds: [low, high] })
      })
    },

    recordDivorce(tx: Tx, id: Id<'person'>, endedOn: CivilDate, source: string, actor: Actor) {
      return inRegister(tx, async (own) => {
        const marriage = await findMarriage(own, id)
        if (!marriage) throw notMarried()
        await endMarriage(own, marriage.id, endedOn, 'divorce')
        const event = { id: newEvent(), kind: 'divorce', effectiveOn: endedOn, source } as const
        for (const personId of [marriage.firstId, marriage.secondId].toSorted()) {
          const set = { maritalStatus: 'divorced' } as const
          await record(own, await held(own, personId), { ...event, set }, actor)
        }
      })
    },

    recordMove(tx: Tx, move: Move, actor: Actor) {
      return inRegister(tx, async (own) => {
        const person = await held(own, move.personId)
        const set: Partial<Settable> =
          move.residence === 'permanent'
            ? { permanentResidence: move.to, currentResidence: move.to, temporaryResidence: null }
            : { temporaryResidence: move.to, currentResidence: move.to }
        const { effectiveOn, source } = move
        const event = { id: newEvent(), kind: 'move', effectiveOn, source, set } as const
        await record(own, person, event, actor)
        await events.publish(own, 'population.person-moved', { personId: person.id })
      })
    },

    /** Mends what was wrong. A wrong sex or year of birth gives a new number, too. */
    correct(
      tx: Tx,
      id: Id<'person'>,
      it: { set: Partial<Settable>; effectiveOn: CivilDate; source: string },
      actor: Actor,
    ) {
      return inRegister(tx, async (own) => {
        const person = await held(own, id)
        const event = { id: newEvent(), kind: 'correction', ...it } as const
        const after = await record(own, person, event, actor)
        if (numberIsWrong(person, after)) {
          const number = await replaceNumber(own, after, civilDateOf(clock.now()))
          await record(own, after, { ...event, id: newEvent(), set: { number } }, actor)
        }
        await events.publish(own, 'population.person-corrected', { personId: id })
      })
    },
  }
}

export type Register = ReturnType<typeof openRegister>

const unsaid = {
  otherName: null,
  religion: 'none',
  bloodGroup: null,
  oldNumber: null,
  cards: [],
  temporaryResidence: null,
  absence: null,
  maritalStatus: 'single',
  diedOn: null,
  missingOn: null,
  phone: null,
  email: null,
} as const

const changed = (subjectId: string, operation: string, fields: string[]) =>
  ({ room: 'population', operation, subjectId, fields, outcome: 'changed' }) as const

function numberIsWrong(before: Person, after: Person): boolean {
  return before.sex !== after.sex || before.birthOn.slice(0, 4) !== after.birthOn.slice(0, 4)
}

async function relationOfNewborn(
  own: Transaction<Schema>,
  parents: readonly Parent[],
  head: Id<'person'>,
): Promise<RelationToHead> {
  if (parents.some((it) => it.personId === head)) return 'child'
  for (const parent of parents) {
    if (!parent.personId) continue
    const theirs = await listRelatives(own, parent.personId)
    if (theirs.some((it) => it.personId === head && it.role !== 'child')) return 'grandchild'
  }
  return 'other'
}

async function areKin(
  own: Transaction<Schema>,
  first: Id<'person'>,
  second: Id<'person'>,
): Promise<boolean> {
  const parentsOf = async (id: Id<'person'>) =>
    (await listRelatives(own, id))
      .filter((it) => it.role === 'father' || it.role === 'mother')
      .flatMap((it) => it.personId ?? [])
  const [firsts, seconds] = [await parentsOf(first), await parentsOf(second)]
  return (
    firsts.includes(second) || seconds.includes(first) || firsts.some((it) => seconds.includes(it))
  )
}

/** The same name, day and parent: the same child. Twins have names of their own. */
async function refuseSecondRegistration(own: Transaction<Schema>, birth: Birth): Promise<void> {
  const parents = birth.parents.flatMap((it) => it.personId ?? [])
  if (parents.length === 0) return
  const siblings = await own
    .selectFrom('population.parentage')
    .innerJoin('population.person', 'population.person.id', 'population.parentage.child_id')
    .select(['full_name'])
    .where('parent_id', 'in', parents)
    .where('birth_on', '=', birth.birthOn)
    .execute()
  const wanted = foldName(fullName(birth.name))
  if (!siblings.some((it) => foldName(it.full_name) === wanted)) return
  throw new Problem(409, 'population.birth-already-registered', {
    vi: 'Trẻ có cùng tên, ngày sinh và cha mẹ đã được đăng ký khai sinh.',
    en: 'A child of this name, birth date and parents is registered already.',
  })
}

export function personUnknown(): Problem {
  return new Problem(404, 'population.person-unknown', {
    vi: 'Không có người này trong cơ sở dữ liệu dân cư.',
    en: 'There is no such person in the population register.',
  })
}

function alreadyDead(): Problem {
  return new Problem(409, 'population.death-already-recorded', {
    vi: 'Việc khai tử của người này đã được ghi nhận.',
    en: 'The death of this person is recorded already.',
  })
}

function notMarried(): Problem {
  return new Problem(409, 'population.not-married', {
    vi: 'Người này không có quan hệ hôn nhân đang tồn tại.',
    en: 'This person is not married.',
  })
}
