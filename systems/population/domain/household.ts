/**
 * Who is what to whom in a household. It has one head; everyone else stands in a relation to the
 * head, which follows from parents and marriages. No I/O in this file: facts in, facts out.
 */
import { ageOn, type CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { RelationToHead } from './person.ts'

type PersonId = Id<'person'>

/** Parents and present marriages of the members, and of the parents as far as they are known. */
export type Kin = {
  readonly parents: ReadonlyMap<PersonId, readonly PersonId[]>
  readonly spouses: ReadonlyMap<PersonId, PersonId>
}

export function relationTo(head: PersonId, member: PersonId, kin: Kin): RelationToHead {
  const parentsOf = (of: PersonId) => kin.parents.get(of) ?? []
  const isParent = (parent: PersonId, child: PersonId) => parentsOf(child).includes(parent)
  if (member === head) return 'head'
  if (kin.spouses.get(head) === member) return 'spouse'
  if (isParent(head, member)) return 'child'
  if (isParent(member, head)) return 'parent'
  if (parentsOf(member).some((it) => isParent(head, it))) return 'grandchild'
  if (parentsOf(head).some((it) => isParent(member, it))) return 'grandparent'
  const spouse = kin.spouses.get(member)
  if (spouse !== undefined && isParent(head, spouse)) return 'child-in-law'
  return parentsOf(member).some((it) => isParent(it, head)) ? 'sibling' : 'other'
}

/**
 * Who becomes head when the head has died or left: the husband or wife, or else the eldest adult,
 * or else the eldest. Undefined when nobody is left.
 */
export function nextHead(
  left: readonly { readonly personId: PersonId; readonly birthOn: CivilDate }[],
  spouse: PersonId | undefined,
  on: CivilDate,
): PersonId | undefined {
  if (spouse !== undefined && left.some((it) => it.personId === spouse)) return spouse
  const byAge = left.toSorted((one, other) => (one.birthOn < other.birthOn ? -1 : 1))
  return (byAge.find((it) => ageOn(it.birthOn, on) >= 18) ?? byAge[0])?.personId
}
