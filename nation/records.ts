import { startOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import {
  fullName,
  type ImportBatch,
  type LifeEvent,
  mergedOn,
  type Person,
  placeCodesOf,
} from '#population'
import type { Commune } from './communes.ts'
import { type Day, dateOf, dayOf } from './day.ts'
import { cardsOf, contactOf, type Stay, stayOf } from './details.ts'
import { headOf, relationTo } from './homes.ts'
import {
  type Family,
  type Ground,
  type Home,
  isAlive,
  type Member,
  maritalStatusOf,
  spouseOf,
  type Wedding,
} from './member.ts'

/** A batch that is still being filled. */
export type Draft = { [Key in keyof ImportBatch]: ImportBatch[Key][number][] }

export const emptyDraft = (): Draft => ({
  people: [],
  households: [],
  parents: [],
  marriages: [],
  events: [],
})

type Kept = { readonly id: Id<'household'>; readonly head: Member }

/** Writes a family down as the register holds it. */
export function recordFamily(
  ground: Ground,
  family: Family,
  homes: readonly Home[],
  draft: Draft,
): void {
  const kept = new Map(homes.map((it) => [it, recordHome(ground, it, draft)]))
  for (const member of family.members) {
    draft.people.push(recordPerson(ground, member, kept, draft))
    recordParents(member, draft)
    if (member.wedding?.husband === member) recordWedding(ground, member.wedding, draft)
    if (!isAlive(member)) recordDeath(ground, member, draft)
  }
}

function recordHome(ground: Ground, home: Home, draft: Draft): Kept {
  const { numbers, random } = ground
  const head = headOf(home, ground)
  const id = numbers.id('household', random)
  draft.households.push({
    id,
    fileNumber: numbers.file(home.commune.code),
    communeCode: home.commune.code,
    detail: home.address.detail,
    headId: head.id,
  })
  return { id, head }
}

function recordPerson(
  ground: Ground,
  member: Member,
  kept: ReadonlyMap<Home, Kept>,
  draft: Draft,
): Person {
  const { numbers, random, opening } = ground
  const { id, sex, born, people, bornIn, origin, name, genes } = member
  const registered = registeredDay(ground, member)
  const registeredOn = dateOf(registered)
  const birthOn = dateOf(born)
  const former = registeredOn < mergedOn
  const [own] = placeCodesOf(bornIn.province, registeredOn)
  const placeCode = former ? bornIn.formerPlaceCode : (own as string)
  const number = numbers.personal(placeCode, sex, birthOn)
  const stay = stayOf(ground, member)
  const place = former ? bornIn.formerPlace : bornIn.place
  const home = member.home && kept.get(member.home)
  if (born >= opening) recordBirth(ground, member, registered, draft)
  if (stay.movedOn !== undefined) recordMove(ground, member, stay, draft)
  return {
    id,
    number,
    name,
    otherName: random.chance(8) ? `${name.surname} ${random.pick(otherNames)}` : null,
    birthOn,
    sex,
    birthplace: place,
    registrationPlace: place,
    origin: former ? origin.formerPlace : origin.place,
    ethnicity: people,
    religion: member.religion,
    nationality: 'VNM',
    bloodGroup: random.chance(640) ? (bloodGroups[genes.join('')] ?? null) : null,
    oldNumber: hasOldNumber(ground, member) ? numbers.old(bornIn.formerPlaceCode) : null,
    cards: cardsOf(ground, member, number),
    permanentResidence: stay.permanent,
    temporaryResidence: stay.temporary,
    currentResidence: stay.temporary ?? stay.permanent,
    absence: stay.absence,
    householdId: home?.id ?? null,
    relationToHead: home ? relationTo(home.head, member) : null,
    maritalStatus: maritalStatusOf(member),
    diedOn: isAlive(member) ? null : dateOf(member.died),
    missingOn: stay.missingOn,
    ...contactOf(ground, member),
    registeredAt: instantOf(registered),
  }
}

const otherNames = 'Hai Ba Tư Năm Sáu Bảy Út Tí Cò Bống Cún Na'.split(' ')

const bloodGroups: Readonly<Record<string, Person['bloodGroup']>> = {
  OO: 'O',
  OA: 'A',
  AO: 'A',
  AA: 'A',
  OB: 'B',
  BO: 'B',
  BB: 'B',
  AB: 'AB',
  BA: 'AB',
}

/** Births since the register was opened came in some weeks later; all others on its first day. */
function registeredDay({ opening, today }: Ground, { born, genes }: Member): Day {
  if (born < opening) return opening
  return Math.min(today, born + 3 + ((born * 7 + genes.length) % 34))
}

/** The card of nine digits was given out at 14, in the end fewer and fewer, until 2020. */
function hasOldNumber({ random, opening }: Ground, { born }: Member): boolean {
  const age = Math.floor((opening - born) / 365)
  return age >= 15 && random.chance(age >= 25 ? 930 : 93 * (age - 15))
}

function recordParents(member: Member, draft: Draft): void {
  for (const role of ['father', 'mother'] as const) {
    const parent = member[role]
    if (parent === undefined) continue
    const known = typeof parent === 'object'
    draft.parents.push({
      childId: member.id,
      role,
      personId: known && parent.registered ? parent.id : null,
      fullName: known ? fullName(parent.name) : parent,
      nationality: 'VNM',
    })
  }
}

function recordWedding(ground: Ground, wedding: Wedding, draft: Draft): void {
  const { husband, wife, on, place, endedOn, endedBy } = wedding
  if (!husband.registered || !wife.registered) return
  draft.marriages.push({
    id: ground.numbers.id('marriage', ground.random),
    firstId: husband.id,
    secondId: wife.id,
    marriedOn: dateOf(on),
    place: placeOn(place, on),
    endedOn: endedBy ? dateOf(endedOn) : null,
    endedBy: endedBy ?? null,
  })
  for (const member of [husband, wife]) {
    record(ground, member, draft, {
      kind: 'marriage',
      on,
      by: place,
      paper: 'Giấy chứng nhận kết hôn',
      changes: { maritalStatus: { from: 'single', to: 'married' } },
    })
    if (endedBy !== 'divorce') continue
    record(ground, member, draft, {
      kind: 'divorce',
      on: endedOn,
      by: place,
      paper: 'Quyết định ly hôn',
      changes: { maritalStatus: { from: 'married', to: 'divorced' } },
    })
  }
}

function recordDeath(ground: Ground, member: Member, draft: Draft): void {
  const on = member.died
  const by = member.wedding?.livesIn ?? member.bornIn
  const diedOn = dateOf(on)
  const paper = 'Trích lục khai tử'
  const changes = { diedOn: { from: null, to: diedOn } }
  record(ground, member, draft, { kind: 'death', on, by, paper, changes })
  const spouse = spouseOf(member)
  const { wedding } = member
  if (!spouse?.registered || wedding?.endedBy !== 'death' || wedding.endedOn !== on) return
  const widowed = { maritalStatus: { from: 'married', to: 'widowed' } }
  record(ground, spouse, draft, { kind: 'death', on, by, paper, changes: widowed })
}

function recordBirth(ground: Ground, member: Member, registered: Day, draft: Draft): void {
  record(ground, member, draft, {
    kind: 'birth',
    on: member.born,
    recorded: registered,
    by: member.bornIn,
    paper: 'Giấy khai sinh',
    changes: {},
  })
}

function recordMove(ground: Ground, member: Member, stay: Stay, draft: Draft): void {
  record(ground, member, draft, {
    kind: 'move',
    on: stay.movedOn as Day,
    by: member.home?.commune ?? member.bornIn,
    paper: 'Đăng ký tạm trú',
    changes: {
      temporaryResidence: { from: null, to: stay.temporary },
      currentResidence: { from: stay.permanent, to: stay.temporary },
    },
  })
}

type Happening = Pick<LifeEvent, 'kind' | 'changes'> & {
  on: Day
  recorded?: Day
  by: { name: string }
  paper: string
}

/** What happened since the register was opened is in its history; what was before is not. */
function record(ground: Ground, member: Member, draft: Draft, it: Happening): void {
  const { numbers, random, opening, today } = ground
  if (it.on < opening) return
  const recorded = it.recorded ?? Math.min(today, it.on + random.between(0, 9))
  draft.events.push({
    id: numbers.id('life-event', random),
    personId: member.id,
    kind: it.kind,
    effectiveOn: dateOf(it.on),
    recordedAt: instantOf(recorded),
    recordedBy: `Ủy ban nhân dân ${it.by.name}`,
    source: `${it.paper} số ${random.between(1, 980)}/${dateOf(recorded).slice(0, 4)}`,
    changes: it.changes,
  })
}

const instants = new Map<Day, Date>()

/** Nine in the morning of a day. Days are few and lives many, so each instant is made once. */
function instantOf(day: Day): Date {
  let at = instants.get(day)
  if (!at) {
    at = new Date(startOf(dateOf(day)).getTime() + 9 * 3_600_000)
    instants.set(day, at)
  }
  return at
}

const merger = dayOf(mergedOn)

function placeOn(commune: Commune, day: Day): string {
  return day < merger ? commune.formerPlace : commune.place
}
