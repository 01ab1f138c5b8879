import type { RelationToHead } from '#population'
import { addressIn } from './addresses.ts'
import type { Commune } from './communes.ts'
import { years } from './day.ts'
import {
  ageOf,
  type Family,
  type Ground,
  type Home,
  isAlive,
  type Member,
  presentSpouseOf,
} from './member.ts'

const perMille = {
  /** A married son stays with both parents, or with one who is left; a daughter half as often. */
  staysWithCouple: 480,
  staysWithWidowed: 900,
  /** An unmarried child over thirty has a home of their own. */
  livesAlone: 220,
  loneMotherStays: 600,
}

/** Shares the living of a family out to homes. */
export function arrangeHomes(ground: Ground, { roots }: Family): Home[] {
  const homes: Home[] = []
  for (const root of roots) {
    const [first] = root as readonly [Member]
    settle(ground, root, newHome(ground, first.wedding?.livesIn ?? first.bornIn, homes), homes)
  }
  return homes.filter((it) => it.members.length > 0)
}

function newHome(ground: Ground, commune: Commune, homes: Home[]): Home {
  const home = { commune, address: addressIn(commune, ground.random), members: [] }
  homes.push(home)
  return home
}

/** Parents, or one of them, move in with the children who have not left. */
function settle(ground: Ground, parents: readonly Member[], home: Home, homes: Home[]): void {
  const { random } = ground
  const divorced = parents[0]?.wedding?.endedBy === 'divorce'
  const [father, mother] = parents
  const stays = divorced ? [keeper(mother as Member, father as Member)] : parents
  for (const it of stays) moveIn(it, home)
  const leaver = parents.find((it) => !stays.includes(it))
  if (leaver && isAlive(leaver)) moveIn(leaver, newHome(ground, leaver.bornIn, homes))
  const left = stays.filter(isAlive).length
  let heir = false
  for (const child of childrenOf(parents)) {
    if (child.wedding) {
      const couple = [child.wedding.husband, child.wedding.wife]
      if (couple.some((it) => it.home)) continue
      const near = child.wedding.livesIn === home.commune
      const remains: boolean = !heir && near && random.chance(chanceToStay(child, left))
      heir ||= remains
      settle(ground, couple, remains ? home : newHome(ground, child.wedding.livesIn, homes), homes)
    } else if (child.children.length > 0) {
      const remains = left > 0 && random.chance(perMille.loneMotherStays)
      settle(ground, [child], remains ? home : newHome(ground, home.commune, homes), homes)
    } else if (isAlive(child)) {
      const leaves = ageOf(child, ground) > 30 && random.chance(perMille.livesAlone)
      moveIn(child, leaves ? newHome(ground, home.commune, homes) : home)
    }
  }
}

/** How likely a married child takes the parents' home over, when so many of them are left. */
function chanceToStay({ sex }: Member, parentsLeft: number): number {
  if (parentsLeft === 0) return 1_000
  const son = parentsLeft === 1 ? perMille.staysWithWidowed : perMille.staysWithCouple
  return sex === 'male' ? son : Math.floor(son / 2)
}

/** With whom the children stay after a divorce. */
function keeper(mother: Member, father: Member): Member {
  return isAlive(mother) ? mother : father
}

function childrenOf(parents: readonly Member[]): readonly Member[] {
  return parents[0]?.children ?? []
}

function moveIn(member: Member, home: Home): void {
  if (!isAlive(member) || member.home) return
  member.home = home
  home.members.push(member)
}

/** Who speaks for the home: of the eldest couple the husband more often; old age hands over. */
export function headOf({ members }: Home, ground: Ground): Member {
  const { random, today } = ground
  const adults = members.filter((it) => ageOf(it, ground) >= 18)
  const byAge = (adults.length > 0 ? adults : members).toSorted(
    (one, other) => one.born - other.born,
  )
  const eldest = byAge[0] as Member
  const next = byAge.find((it) => today - it.born < years(62) && it.children.length > 0)
  const heir = today - eldest.born > years(74) && next && random.chance(500) ? next : eldest
  const spouse = presentSpouseOf(heir)
  if (!spouse || !members.includes(spouse)) return heir
  const [husband, wife] = heir.sex === 'male' ? [heir, spouse] : [spouse, heir]
  return random.chance(780) ? husband : wife
}

export function relationTo(head: Member, member: Member): RelationToHead {
  if (member === head) return 'head'
  if (presentSpouseOf(head) === member) return 'spouse'
  if (isParent(head, member)) return 'child'
  if (isParent(member, head)) return 'parent'
  if (parentsOf(member).some((it) => isParent(head, it))) return 'grandchild'
  if (parentsOf(head).some((it) => isParent(member, it))) return 'grandparent'
  const spouse = presentSpouseOf(member)
  if (spouse && isParent(head, spouse)) return 'child-in-law'
  const shared = parentsOf(member).some((it) => parentsOf(head).includes(it))
  return shared ? 'sibling' : 'other'
}

function isParent(parent: Member, child: Member): boolean {
  return child.father === parent || child.mother === parent
}

function parentsOf({ father, mother }: Member): Member[] {
  return [father, mother].filter((it) => typeof it === 'object')
}
