import type { Id } from '#kernel/id'
import {
  type Address,
  fullName,
  type MaritalStatus,
  type Name,
  type Religion,
  type Sex,
} from '#population'
import { survivorsAt, youngDeaths } from './ages.ts'
import type { Commune, Communes } from './communes.ts'
import { type Day, fullYears, yearOf, years } from './day.ts'
import { drawName, drawSurname } from './names.ts'
import type { Numbers } from './numbers.ts'
import { peopleOf } from './peoples.ts'
import { deck, type Random } from './random.ts'

/** A household: those who live, or are registered, at one address under one head. */
export type Home = {
  readonly commune: Commune
  readonly address: Address
  readonly members: Member[]
}

/**
 * A family: those with whom it begins, their children and what came of them. A married daughter
 * counts to her husband's family, so most are left out here and come in as a bride elsewhere;
 * of some brides the parents are here as well, with a home of their own.
 */
export type Family = {
  /** Couples and single people from whom all others here descend. */
  readonly roots: readonly (readonly Member[])[]
  /** Those whom the register knows. */
  readonly members: readonly Member[]
}

/** What every life is drawn on. */
export type Ground = {
  readonly random: Random
  readonly communes: Communes
  readonly numbers: Numbers
  readonly today: Day
  /** The day on which the register was opened: who had died before is not in it. */
  readonly opening: Day
}

/** After every day that is reckoned with. */
export const never: Day = 1 << 30

/** Someone of a family while it grows; what the register holds of them is written at the end. */
export type Member = {
  readonly id: Id<'person'>
  readonly sex: Sex
  readonly born: Day
  /** Ethnic group, two digits. */
  readonly people: string
  readonly religion: Religion
  /** Where the birth was registered. */
  readonly bornIn: Commune
  /** Where the father's family is from. */
  readonly origin: Commune
  readonly name: Name
  died: Day
  /** False for someone who died before the register was opened, and for one left out of it. */
  registered: boolean
  /** Unknown, known by name only, or someone of this family. */
  father: Member | string | undefined
  mother: Member | string | undefined
  wedding: Wedding | undefined
  readonly children: Member[]
  /** What decides the blood group: one gene from the mother, one from the father. */
  readonly genes: readonly [string, string]
  home: Home | undefined
  /** Personas stay where they are: they neither go away nor missing. */
  readonly steady: boolean
}

export type Wedding = {
  readonly husband: Member
  readonly wife: Member
  readonly on: Day
  readonly place: Commune
  /** Where the couple makes its home. */
  readonly livesIn: Commune
  endedOn: Day
  endedBy: 'divorce' | 'death' | undefined
}

export type Roots = {
  sex: Sex
  born: Day
  people: string
  religion: Religion
  bornIn: Commune
  origin: Commune
  father?: Member | undefined
  mother?: Member | undefined
  /** Brothers and sisters, whose given names are not given again. */
  siblings?: readonly Member[]
  name?: Name
  steady?: boolean
}

// By Hardy and Weinberg these give O 42, B 31, A 21 and AB 6 of a hundred.
const genePool = deck('O 648, B 206, A 146')

/** Someone new: with the parents given, or with parents of whom the names are known. */
export function bringUp(ground: Ground, roots: Roots): Member {
  const { random } = ground
  const { sex, born, people, bornIn, father, mother } = roots
  const birthYear = yearOf(born)
  const { region } = bornIn.facts
  const byMother = peopleOf(people)?.byMother ?? false
  const from = byMother ? (mother ?? father) : (father ?? mother)
  const surname = from ? familyNameOf(from) : drawSurname(people, region, random)
  const parent = (of: Sex) => {
    const own = (of === 'female') === byMother ? surname : drawSurname(people, region, random)
    const theirs = { people, sex: of, birthYear: birthYear - 27, surname: own }
    return fullName(drawName(theirs, random))
  }
  // Of a child born to an unmarried mother no father is named.
  const fatherless = mother !== undefined && father === undefined
  return {
    id: ground.numbers.id('person', random),
    sex,
    born,
    people,
    religion: roots.religion,
    bornIn,
    origin: roots.origin,
    name: roots.name ?? nameUnlike(roots.siblings, { people, sex, birthYear, surname }, random),
    died: never,
    registered: true,
    father: father ?? (fatherless ? undefined : parent('male')),
    mother: mother ?? parent('female'),
    wedding: undefined,
    children: [],
    genes: [geneFrom(mother, random), geneFrom(father, random)],
    home: undefined,
    steady: roots.steady ?? false,
  }
}

function nameUnlike(
  siblings: readonly Member[] = [],
  who: Parameters<typeof drawName>[0],
  random: Random,
): Name {
  for (let tries = 0; ; tries++) {
    const name = drawName(who, random)
    const taken = siblings.some(
      (it) => it.name.given === name.given && it.name.middle === name.middle,
    )
    if (!taken || tries === 5) return name
  }
}

/** Decides whether someone is still alive, and when they died; not before the day given. */
export function decideFate(ground: Ground, member: Member, notBefore: Day): void {
  const { random, today, opening } = ground
  const { sex, born } = member
  const draw = random.below(10_000)
  if (draw >= survivorsAt(sex, opening - born)) {
    const from = Math.max(born + years(40), notBefore)
    if (from >= opening) return
    member.died = from + random.below(opening - from)
    member.registered = false
    return
  }
  const from = Math.max(opening, notBefore, born)
  if (from >= today) return
  const young = born + years(40) > today
  const risk = Math.floor((youngDeaths[sex] * (today - from)) / 365)
  const dies = young ? random.below(100_000) < risk : draw >= survivorsAt(sex, today - born)
  if (dies) member.died = from + random.below(today - from)
}

export function ageOf(member: Member, { today }: Ground): number {
  return fullYears(member.born, today)
}

export function isAlive(member: Member): boolean {
  return member.registered && member.died === never
}

export function spouseOf(member: Member): Member | undefined {
  const { wedding } = member
  if (!wedding) return undefined
  return wedding.husband === member ? wedding.wife : wedding.husband
}

/** The husband or wife of today. */
export function presentSpouseOf(member: Member): Member | undefined {
  return member.wedding?.endedBy ? undefined : spouseOf(member)
}

/** Who died as a husband or wife stays one in the register; the other is widowed. */
export function maritalStatusOf({ wedding, died }: Member): MaritalStatus {
  if (!wedding) return 'single'
  if (wedding.endedBy === 'divorce') return 'divorced'
  return wedding.endedBy === 'death' && died !== wedding.endedOn ? 'widowed' : 'married'
}

function familyNameOf({ name, people, sex }: Member): string {
  return peopleOf(people)?.[sex].familyLast ? name.given : name.surname
}

function geneFrom(parent: Member | undefined, random: Random): string {
  return random.pick(parent ? parent.genes : genePool)
}
