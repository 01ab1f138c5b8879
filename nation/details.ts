import type { CivilDate } from '#kernel/civil-date'
import {
  type Absence,
  type Address,
  type Card,
  foldName,
  type Person,
  type PersonalNumber,
} from '#population'
import { roomIn } from './addresses.ts'
import { birthday, type Day, dateOf, dayOf, years } from './day.ts'
import { ageOf, type Ground, isAlive, type Member, spouseOf } from './member.ts'

/** Where someone is registered and where they are. */
export type Stay = {
  readonly permanent: Address | null
  readonly temporary: Address | null
  readonly absence: Absence | null
  readonly missingOn: CivilDate | null
  /** When they went away, if that was since the register was opened. */
  readonly movedOn: Day | undefined
}

const perMille = { youngAway: 180, othersAway: 22, abroad: 7 }
const missingIn100_000 = 25
const abroad = 'Nhật Bản|Hàn Quốc|Đài Loan|Cộng hòa Liên bang Đức|Úc|Ma-lai-xi-a'.split('|')

export function stayOf(ground: Ground, member: Member): Stay {
  const { random, communes, today, opening } = ground
  const permanent = homeOf(member)?.address ?? null
  const stay: Stay = {
    permanent,
    temporary: null,
    absence: null,
    missingOn: null,
    movedOn: undefined,
  }
  const age = ageOf(member, ground)
  if (!isAlive(member) || !member.home || member.steady || age < 18) return stay
  if (random.below(100_000) < missingIn100_000) {
    return { ...stay, missingOn: dateOf(today - random.between(800, 1_800)) }
  }
  const since = today - random.between(20, 1_500)
  if (age < 60 && random.chance(perMille.abroad)) {
    const until = random.chance(500) ? dateOf(today + random.between(30, 700)) : null
    return { ...stay, absence: { from: dateOf(since), until, place: random.pick(abroad) } }
  }
  const free = age <= 32 && !member.wedding
  if (age > 50 || !random.chance(free ? perMille.youngAway : perMille.othersAway)) return stay
  const goal = communes.wherePeopleGo(random)
  if (goal === member.home.commune) return stay
  const temporary = roomIn(goal, random)
  const declared = random.chance(300)
  const absence = declared ? { from: dateOf(since), until: null, place: goal.place } : null
  return { ...stay, temporary, absence, movedOn: since >= opening ? since : undefined }
}

/** Of the dead, the home of those they left. */
function homeOf(member: Member): Member['home'] {
  const { father, mother, children } = member
  for (const it of [member, spouseOf(member), ...children, mother, father]) {
    if (typeof it === 'object' && it.home) return it.home
  }
  return undefined
}

const cardsForChildrenFrom = dayOf('2024-07-01' as CivilDate)
const milestones = [14, 25, 40, 60]

/** Cards with a chip since the register was opened: nearly everybody from 14 has one. */
export function cardsOf(ground: Ground, member: Member, number: PersonalNumber): Card[] {
  const { random, opening, today } = ground
  const { born, died, steady } = member
  const end = Math.min(today, died)
  const child = born + years(14) >= end
  if (child ? !random.chance(50) : !steady && random.chance(25)) return []
  const from = child
    ? Math.max(cardsForChildrenFrom, born + years(6))
    : Math.max(opening, born + years(14))
  const cards: Card[] = []
  let issued = from + random.below(child ? 200 : 420)
  while (issued < end) {
    const issuedOn = dateOf(issued)
    const expiresOn = expiryOf(dateOf(born), issuedOn)
    cards.push({ number, issuedOn, expiresOn })
    if (expiresOn === null) break
    issued = dayOf(expiresOn) - random.below(40)
  }
  return cards
}

/**
 * A card is good until its holder is 14, 25, 40 or 60, and for life after that; one given out in
 * the two years before such a birthday until the next (Law 26/2023 art. 21, as reported).
 */
function expiryOf(birthOn: CivilDate, issuedOn: CivilDate): CivilDate | null {
  const until = milestones.find((age) => issuedOn < birthday(birthOn, age - 2))
  return until === undefined ? null : birthday(birthOn, until)
}

export function contactOf(ground: Ground, member: Member): Pick<Person, 'phone' | 'email'> {
  const { random, numbers } = ground
  const { name, steady } = member
  const age = ageOf(member, ground)
  const reached = isAlive(member) && age >= 16 && age < 86
  const phone = reached && (steady || random.chance(780)) ? numbers.phone() : null
  const writes = reached && age >= 18 && age < 62 && (steady || random.chance(240))
  return { phone, email: writes ? mailOf(name.given, name.surname, numbers.count(), random) : null }
}

function mailOf(given: string, surname: string, count: number, random: Ground['random']): string {
  const local = `${foldName(given)}.${foldName(surname)}`.replaceAll(' ', '')
  return `${local}${count}@${random.chance(500) ? 'example.vn' : 'vidu.vn'}`
}
