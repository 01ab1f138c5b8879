import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { join, type Tx } from '#kernel/database'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import { checkBirth } from './domain/birth.ts'
import { checkMarriage } from './domain/marriage.ts'
import { foldName, fullName, type Name } from './domain/name.ts'
import type { Address, Person, Settable } from './domain/person.ts'
import type { Sex } from './domain/personal-number.ts'
import { foundHousehold, relationIn, standingHousehold, succeedHead } from './households.ts'
import {
  alreadyDead,
  alreadyRegistered,
  endsBeforeMarriage,
  notMarried,
  personUnknown,
  unitUnknown,
} from './problems.ts'
import { changed, type Happening, openRecorder } from './recorder.ts'
import {
  endMarriage,
  findMarriage,
  insertMarriage,
  insertParents,
  type Marriage,
  namesOfSiblings,
  type Parent,
  readKin,
  wereMarried,
} from './storage/families.ts'
import { insertLifeEvents } from './storage/life-events.ts'
import { insertWithNewNumber, replaceNumber } from './storage/numbers.ts'
import type { Schema } from './storage/schema.ts'
import { findProvince } from './storage/units.ts'

type Own = Transaction<Schema>

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
  /** The household at the new address that a permanent mover joins; a new one when unsaid. */
  readonly householdId?: Id<'household'> | undefined
  readonly effectiveOn: CivilDate
  readonly source: string
}

/**
 * The changes that the register takes in. Each works in the caller's transaction under this
 * room's role: the change, its history, its audit record and its announcement commit together.
 */
export function openRegister(kernel: Kernel) {
  const { clock, events, audit } = kernel
  const { held, heldTogether, record, happening } = openRecorder(kernel)
  const today = () => civilDateOf(clock.now())
  const inRegister = <Result>(tx: Tx, work: (own: Own) => Promise<Result>) =>
    join<Schema, Result>(tx, 'population', work)

  /** What happened touches others than the one to whom it happened. */
  async function recordForOthers(
    own: Own,
    sets: ReadonlyMap<Id<'person'>, Partial<Settable>>,
    it: Happening,
    actor: Actor,
  ): Promise<void> {
    for (const [id, set] of sets) await record(own, await held(own, id), it, set, actor)
  }

  /** With the marital status changes what the two are in the households in which they live. */
  async function recordStatus(
    own: Own,
    person: Person,
    it: Happening,
    maritalStatus: Person['maritalStatus'],
    actor: Actor,
  ): Promise<void> {
    const household = person.householdId && (await standingHousehold(own, person.householdId))
    const relationToHead = household ? await relationIn(own, household, person.id) : null
    const same = relationToHead === person.relationToHead
    const set = { maritalStatus, ...(!same && { relationToHead }) }
    await record(own, person, it, set, actor)
  }

  return {
    /** Enters a newborn: a person with a new number, parents, household and history. */
    registerBirth(tx: Tx, birth: Birth, actor: Actor): Promise<Person> {
      return inRegister(tx, async (own) => {
        const parentIds = birth.parents.flatMap((it) => it.personId ?? [])
        // Held, so that the same child cannot be entered twice at the same moment.
        const parents = await heldTogether(own, parentIds)
        checkBirth(birth.birthOn, rolesOf(birth, parents), today())
        await refuseSecondRegistration(own, birth, parentIds)
        const province = await findProvince(own, birth.communeCode)
        if (!province) throw unitUnknown()
        const now = clock.now()
        const newborn = await newbornOf(own, birth, newId('person', now), parentIds)
        const person = await insertWithNewNumber(
          own,
          { ...newborn, registeredAt: now },
          province,
          today(),
        )
        await insertParents(own, person.id, birth.parents)
        const it = happening('birth', birth.birthOn, birth.source)
        const event = { ...it, personId: person.id, recordedAt: now, recordedBy: actor.name }
        await insertLifeEvents(own, [{ ...event, changes: {} }])
        await audit.record(own, actor, [
          changed(person.id, 'birthRecord', ['birth']),
          ...parentIds.map((id) => changed(id, 'birthRecord', ['relatives'])),
        ])
        await events.publish(own, 'population.person-born', { personId: person.id })
        return person
      })
    },

    recordDeath(tx: Tx, id: Id<'person'>, diedOn: CivilDate, source: string, actor: Actor) {
      return inRegister(tx, async (own) => {
        const person = await held(own, id)
        if (person.diedOn) throw alreadyDead()
        const marriage = await findMarriage(own, id)
        if (marriage && diedOn < marriage.marriedOn) throw endsBeforeMarriage()
        const it = happening('death', diedOn, source)
        const set = { diedOn, householdId: null, relationToHead: null }
        await record(own, person, it, set, actor)
        const sets: Map<Id<'person'>, Partial<Settable>> = await succeedHead(own, person, diedOn)
        if (marriage) {
          await endMarriage(own, marriage.id, diedOn, 'death')
          const spouseId = otherOf(marriage, id)
          sets.set(spouseId, { ...sets.get(spouseId), maritalStatus: 'widowed' })
        }
        await recordForOthers(own, sets, it, actor)
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
        const { firstId, secondId, marriedOn } = it
        const [first, second] = await heldTogether(own, [firstId, secondId])
        if (!first || !second) throw personUnknown()
        checkMarriage(first, second, marriedOn, {
          kin: await areKin(own, firstId, secondId),
          married: await wereMarried(own, [firstId, secondId], marriedOn),
        })
        const id = newId('marriage', clock.now())
        await insertMarriage(own, { ...it, id, endedOn: null, endedBy: null })
        const event = happening('marriage', marriedOn, it.source)
        for (const person of [first, second]) {
          await recordStatus(own, person, event, 'married', actor)
        }
        await events.publish(own, 'population.people-married', { personIds: [firstId, secondId] })
      })
    },

    recordDivorce(tx: Tx, id: Id<'person'>, endedOn: CivilDate, source: string, actor: Actor) {
      return inRegister(tx, async (own) => {
        const marriage = await findMarriage(own, id)
        if (!marriage) throw notMarried()
        if (endedOn < marriage.marriedOn) throw endsBeforeMarriage()
        const pair = await heldTogether(own, [marriage.firstId, marriage.secondId])
        // While this one waited for them, another may have recorded the same.
        if (!(await findMarriage(own, id))) throw notMarried()
        await endMarriage(own, marriage.id, endedOn, 'divorce')
        const it = happening('divorce', endedOn, source)
        for (const person of pair) await recordStatus(own, person, it, 'divorced', actor)
      })
    },

    recordMove(tx: Tx, move: Move, actor: Actor) {
      return inRegister(tx, async (own) => {
        const { personId, to, effectiveOn, source } = move
        if (!(await findProvince(own, to.communeCode))) throw unitUnknown()
        const person = await held(own, personId)
        const it = happening('move', effectiveOn, source)
        if (move.residence === 'temporary') {
          const set = { temporaryResidence: to, currentResidence: to }
          await record(own, person, it, set, actor)
        } else await movePermanently(own, person, move, it, actor)
        await events.publish(own, 'population.person-moved', { personId })
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
        const { effectiveOn, source, set } = it
        const event = happening('correction', effectiveOn, source)
        const after = await record(own, person, event, set, actor)
        if (numberIsWrong(person, after)) {
          const number = await replaceNumber(own, after, today())
          const again = happening('correction', effectiveOn, source)
          await record(own, after, again, { number }, actor)
        }
        await events.publish(own, 'population.person-corrected', { personId: id })
      })
    },
  }

  /** To a household at the new address, or one of their own; the old one goes on without them. */
  async function movePermanently(
    own: Own,
    person: Person,
    { to, householdId }: Move,
    it: Happening,
    actor: Actor,
  ): Promise<void> {
    const joined = householdId && (await standingHousehold(own, householdId, to))
    const home = joined ? joined.id : newId('household', clock.now())
    const relation = joined ? await relationIn(own, joined, person.id) : 'head'
    const set = {
      permanentResidence: to,
      currentResidence: to,
      temporaryResidence: null,
      householdId: home,
      relationToHead: relation,
    } as const
    const after = await record(own, person, it, set, actor)
    // A late report of an earlier move leaves them where they live now.
    if (after.householdId !== home || person.householdId === home) return
    if (!joined) await foundHousehold(own, home, to, person.id)
    await recordForOthers(own, await succeedHead(own, person, it.effectiveOn), it, actor)
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

async function newbornOf(
  own: Own,
  birth: Birth,
  id: Id<'person'>,
  parentIds: readonly Id<'person'>[],
): Promise<Omit<Person, 'number' | 'registeredAt'>> {
  const { householdId } = birth
  const household = householdId && (await standingHousehold(own, householdId))
  const home = household ? { communeCode: household.communeCode, detail: household.detail } : null
  return {
    ...unsaid,
    id,
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
    householdId,
    relationToHead: household ? await relationIn(own, household, id, parentIds) : null,
  }
}

function rolesOf({ parents }: Birth, people: readonly Person[]) {
  return parents.flatMap(({ role, personId }) => {
    const person = people.find((it) => it.id === personId)
    return person ? [{ role, person }] : []
  })
}

function otherOf({ firstId, secondId }: Marriage, id: Id<'person'>): Id<'person'> {
  return firstId === id ? secondId : firstId
}

function numberIsWrong(before: Person, after: Person): boolean {
  return before.sex !== after.sex || before.birthOn.slice(0, 4) !== after.birthOn.slice(0, 4)
}

/** Parent and child, or brothers and sisters. */
async function areKin(own: Own, first: Id<'person'>, second: Id<'person'>): Promise<boolean> {
  const { parents } = await readKin(own, [first, second])
  const [firsts, seconds] = [parents.get(first) ?? [], parents.get(second) ?? []]
  return (
    firsts.includes(second) || seconds.includes(first) || firsts.some((it) => seconds.includes(it))
  )
}

/** The same name, day and parent: the same child. Twins have names of their own. */
async function refuseSecondRegistration(
  own: Own,
  birth: Birth,
  parentIds: readonly Id<'person'>[],
): Promise<void> {
  const siblings = await namesOfSiblings(own, parentIds, birth.birthOn)
  const wanted = foldName(fullName(birth.name))
  if (siblings.some((it) => foldName(it) === wanted)) throw alreadyRegistered()
}
