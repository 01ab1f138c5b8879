import type { Sex } from '#population'
import {
  birthsKept,
  boysBorn,
  drawFamilySize,
  drawFounderAge,
  drawMarriageAge,
  olderBy,
} from './ages.ts'
import type { Commune } from './communes.ts'
import { type Day, yearOf, years } from './day.ts'
import {
  ageOf,
  bringUp,
  decideFate,
  type Family,
  type Ground,
  isAlive,
  type Member,
  never,
  type Roots,
  spouseOf,
  type Wedding,
} from './member.ts'
import { drawPeople } from './peoples.ts'
import { drawReligion } from './religions.ts'

const perMille = {
  daughtersLeftOut: 500,
  partnersWithParents: 300,
  divorced: 70,
  loneMothers: 60,
}

export function growFamily(ground: Ground, commune: Commune): Family {
  const { random, today } = ground
  const people = drawPeople(commune.facts, random)
  const born = today - years(drawFounderAge(random)) - random.below(365)
  const founder = bringUp(ground, {
    sex: 'female',
    born,
    people,
    religion: drawReligion(people, commune.facts, random),
    bornIn: commune,
    origin: originOf(ground, commune),
  })
  const roots: Member[][] = []
  const weddingAge = drawMarriageAge('female', yearOf(born), random)
  const weddingOn =
    weddingAge === undefined ? never : born + years(weddingAge) + random.between(2, 360)
  if (weddingOn >= today) {
    if (random.chance(500)) return familyFrom([[loneMan(ground, founder)]])
    decideFate(ground, founder, born)
    bearAlone(ground, founder)
    return familyFrom([[founder]])
  }
  const husband = partnerFor(ground, founder, weddingOn, roots)
  decideFate(ground, founder, weddingOn + 400)
  decideFate(ground, husband, weddingOn + 400)
  mayPart(ground, wed(husband, founder, weddingOn, commune, commune))
  const size = drawFamilySize(yearOf(born), commune.facts.terrain === 'upland', random)
  bearChildren(ground, founder, husband, weddingOn, size)
  roots.push([husband, founder])
  for (const child of founder.children) live(ground, child, roots)
  return familyFrom(roots)
}

/** A grown man or woman on their own. */
export function growLone(ground: Ground, commune: Commune): Family {
  const { random, today } = ground
  const people = drawPeople(commune.facts, random)
  const lone = bringUp(ground, {
    sex: random.chance(500) ? 'male' : 'female',
    born: today - years(random.between(22, 60)) - random.below(365),
    people,
    religion: drawReligion(people, commune.facts, random),
    bornIn: commune,
    origin: originOf(ground, commune),
  })
  return familyFrom([[lone]])
}

export function familyFrom(roots: readonly (readonly Member[])[]): Family {
  const seen = new Set<Member>()
  const visit = (it: Member | undefined): void => {
    if (!it || seen.has(it)) return
    seen.add(it)
    visit(spouseOf(it))
    for (const child of it.children) visit(child)
  }
  for (const root of roots) for (const it of root) visit(it)
  return { roots, members: [...seen].filter((it) => it.registered) }
}

function loneMan(ground: Ground, instead: Member): Member {
  const { born, people, religion, bornIn, origin } = instead
  const man = bringUp(ground, { sex: 'male', born, people, religion, bornIn, origin })
  decideFate(ground, man, born)
  return man
}

/** Grown up: marries, or not, and has children in turn. */
function live(ground: Ground, member: Member, roots: Member[][]): void {
  const { random, today } = ground
  const { sex, born, bornIn } = member
  const age = drawMarriageAge(sex, yearOf(born), random)
  const on = age === undefined ? never : born + years(age) + random.between(2, 360)
  if (on >= Math.min(today, member.died)) {
    if (sex === 'female') bearAlone(ground, member)
    return
  }
  if (sex === 'female' && random.chance(perMille.daughtersLeftOut)) {
    member.registered = false
    return
  }
  const partner = partnerFor(ground, member, on, roots)
  decideFate(ground, partner, on + 400)
  const [husband, wife] = sex === 'male' ? [member, partner] : [partner, member]
  const livesIn = whereToLive(ground, bornIn)
  mayPart(ground, wed(husband, wife, on, bornIn, livesIn))
  const upland = livesIn.facts.terrain === 'upland'
  bearChildren(ground, wife, husband, on, drawFamilySize(yearOf(wife.born), upland, random))
  for (const child of wife.children) live(ground, child, roots)
}

/** A bride or groom from another family, and of some the parents too: those are new roots. */
function partnerFor(ground: Ground, member: Member, weddingOn: Day, roots: Member[][]): Member {
  const { random, communes, today } = ground
  const sex: Sex = member.sex === 'male' ? 'female' : 'male'
  const gap = random.pick(olderBy) * 365 + random.between(-182, 182)
  const least = years(sex === 'male' ? 20 : 18) + random.between(2, 700)
  const born = Math.min(member.born + (sex === 'male' ? -gap : gap), weddingOn - least)
  const home = member.bornIn
  const bornIn = random.chance(800)
    ? communes.within(home.province, random)
    : communes.anywhere(random)
  const same = random.chance(member.people === '01' ? 985 : 900)
  const other = member.people === '01' ? drawPeople(bornIn.facts, random) : '01'
  const people = same ? member.people : other
  const religion = random.chance(700) ? member.religion : drawReligion(people, bornIn.facts, random)
  const who = { sex, born, people, religion, bornIn, origin: originOf(ground, bornIn) }
  if (born < today - years(50) || !random.chance(perMille.partnersWithParents)) {
    return bringUp(ground, who)
  }
  const [father, mother] = parentsOf(ground, who)
  const partner = bringUp(ground, { ...who, father, mother })
  father.children.push(partner)
  mother.children.push(partner)
  const size = drawFamilySize(yearOf(mother.born), bornIn.facts.terrain === 'upland', random)
  bearChildren(ground, mother, father, born + 300, size - 1)
  // Their other children have families elsewhere, or still live with them.
  for (const sibling of mother.children) {
    if (sibling !== partner && today - sibling.born > years(27)) sibling.registered = false
  }
  roots.push([father, mother])
  return partner
}

function parentsOf(ground: Ground, child: Roots): [father: Member, mother: Member] {
  const { random } = ground
  const { born, people, religion, bornIn, origin } = child
  const weddingOn = born - random.between(270, 1_200)
  const motherBorn = weddingOn - years(random.between(18, 29)) - random.between(2, 360)
  const fatherBorn = Math.min(
    motherBorn - random.pick(olderBy) * 365,
    weddingOn - years(20) - random.between(2, 360),
  )
  const roots = { people, religion, bornIn, origin }
  const mother = bringUp(ground, { ...roots, sex: 'female', born: motherBorn })
  const father = bringUp(ground, { ...roots, sex: 'male', born: fatherBorn })
  decideFate(ground, mother, born)
  decideFate(ground, father, born)
  wed(father, mother, weddingOn, bornIn, bornIn)
  return [father, mother]
}

export function wed(
  husband: Member,
  wife: Member,
  on: Day,
  place: Commune,
  livesIn: Commune,
): Wedding {
  const parted = Math.min(husband.died, wife.died)
  const endedBy = parted < never ? 'death' : undefined
  const wedding: Wedding = { husband, wife, on, place, livesIn, endedOn: parted, endedBy }
  husband.wedding = wedding
  wife.wedding = wedding
  return wedding
}

function mayPart({ random, today }: Ground, wedding: Wedding): void {
  const on = wedding.on + random.between(500, 7_000)
  if (!random.chance(perMille.divorced) || on >= Math.min(wedding.endedOn, today)) return
  wedding.endedOn = on
  wedding.endedBy = 'divorce'
}

/** Children of a couple, two to five years apart, while both live and the mother is under 45. */
function bearChildren(
  ground: Ground,
  mother: Member,
  father: Member,
  from: Day,
  count: number,
): void {
  const { random, today } = ground
  const end = Math.min(today, mother.born + years(45), mother.wedding?.endedOn ?? never)
  let day = from + random.between(250, 900)
  for (let born = 0; born < count && day < end; born++) {
    if (random.chance(birthsKept(yearOf(day)))) bear(ground, mother, father, day)
    day += random.between(600, 1_900)
  }
  const youngest = mother.children.at(-1)
  if (!youngest || isAlive(mother) || isAlive(father)) return
  if (today - youngest.born < years(18)) revive(mother)
}

/** A child is not left alone in this nation: its mother lives. */
function revive(mother: Member): void {
  mother.died = never
  mother.registered = true
  const { wedding } = mother
  if (wedding?.endedBy !== 'death') return
  const died = wedding.husband.died
  wedding.endedOn = died
  wedding.endedBy = died < never ? 'death' : undefined
}

export function bear(
  ground: Ground,
  mother: Member,
  father: Member | undefined,
  day: Day,
): Member | undefined {
  const { random } = ground
  const bornIn = mother.wedding?.livesIn ?? mother.bornIn
  const head = father ?? mother
  const child = bringUp(ground, {
    sex: random.chance(boysBorn(yearOf(day))) ? 'male' : 'female',
    born: day,
    people: head.people,
    religion: head.religion,
    bornIn,
    origin: head.origin,
    mother,
    father,
    siblings: mother.children,
  })
  decideFate(ground, child, day)
  if (!child.registered) return undefined
  mother.children.push(child)
  father?.children.push(child)
  return child
}

/** Some women bring up children without having married. */
function bearAlone(ground: Ground, mother: Member): void {
  const { random, today } = ground
  if (!isAlive(mother) || ageOf(mother, ground) < 22 || !random.chance(perMille.loneMothers)) return
  const day = mother.born + years(random.between(20, 38)) + random.below(365)
  if (day < today) bear(ground, mother, undefined, day)
}

/** Three quarters were always from where they live; in the great cities fewer. */
export function originOf({ communes, random }: Ground, commune: Commune): Commune {
  return random.chance(commune.kind === 'ward' ? 300 : 100) ? communes.anywhere(random) : commune
}

/** Near the parents, elsewhere in the province, or where the work is. */
function whereToLive({ communes, random }: Ground, home: Commune): Commune {
  const roll = random.below(1_000)
  if (roll < 620) return home
  return roll < 800 ? communes.within(home.province, random) : communes.wherePeopleGo(random)
}
