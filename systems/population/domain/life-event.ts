/**
 * A life event sets items of a person. It has the date from which it is true (effective) and the
 * instant at which the register learned of it (recorded); the register can therefore say what was
 * true on a day, and what it believed on another. No I/O in this file: facts in, facts out.
 */
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Item, Person, Settable } from './person.ts'

export type LifeEventKind = 'birth' | 'death' | 'move' | 'marriage' | 'divorce' | 'correction'

export type Change = { readonly from: unknown; readonly to: unknown }

export type Changes = { readonly [K in Item]?: Change }

export type LifeEvent = {
  readonly id: Id<'life-event'>
  readonly personId: Id<'person'>
  readonly kind: LifeEventKind
  readonly effectiveOn: CivilDate
  readonly recordedAt: Date
  readonly recordedBy: string
  /** The document or decision that it rests on. */
  readonly source: string
  readonly changes: Changes
}

/** One value of an item, from the date at which it became true. */
export type Version = {
  readonly value: unknown
  /** Null: since before the register's first event on this item. */
  readonly since: CivilDate | null
  readonly recordedAt: Date | null
  readonly source: string | null
}

/** Which items each kind of event may set. What is not written here cannot happen. */
const settable: Record<LifeEventKind, readonly Item[] | 'any'> = {
  birth: 'any',
  death: ['diedOn', 'missingOn', 'maritalStatus', 'householdId', 'relationToHead'],
  move: [
    'permanentResidence',
    'temporaryResidence',
    'currentResidence',
    'absence',
    'householdId',
    'relationToHead',
  ],
  marriage: ['maritalStatus', 'relationToHead'],
  divorce: ['maritalStatus', 'relationToHead'],
  correction: 'any',
}

/**
 * The changes that an event makes to a person as they stand, and the person after it.
 *
 * @param latest The effective date of the latest event on each item: a late report of something
 *   earlier enters the history and leaves the present as it is.
 */
export function applyEvent(
  person: Person,
  event: { kind: LifeEventKind; effectiveOn: CivilDate; set: Partial<Settable> },
  latest: ReadonlyMap<Item, CivilDate>,
  today: CivilDate,
): { changes: Changes; after: Person } {
  if (event.effectiveOn > today) throw effectiveInFuture()
  if (event.effectiveOn < person.birthOn && event.kind !== 'correction') throw beforeBirth()
  if (person.diedOn && event.effectiveOn > person.diedOn && event.kind !== 'correction') {
    throw afterDeath()
  }
  if (Object.keys(event.set).length === 0) throw nothingSet()
  if (event.set.birthOn && event.set.birthOn > today) throw bornInFuture()
  const allowed = settable[event.kind]
  const changes: Record<string, Change> = {}
  const after: Record<string, unknown> = { ...person }
  for (const [item, to] of Object.entries(event.set) as [Item, unknown][]) {
    if (allowed !== 'any' && !allowed.includes(item)) throw notByThisEvent(event.kind, item)
    changes[item] = { from: person[item], to }
    const newest = latest.get(item)
    if (newest === undefined || event.effectiveOn >= newest) after[item] = to
  }
  return { changes: changes, after: after as Person }
}

/**
 * The versions of one item, oldest first: of events with the same effective date the one recorded
 * last holds. `knownAt` leaves out what was recorded later.
 */
export function versionsOf(
  item: Item,
  current: unknown,
  events: readonly LifeEvent[],
  knownAt?: Date,
): Version[] {
  const all = events.filter((it) => item in it.changes).toSorted(byRecord)
  const before = all[0]?.changes[item]?.from
  const known = all.filter((it) => knownAt === undefined || it.recordedAt <= knownAt)
  const versions = new Map<CivilDate, Version>()
  for (const it of known) {
    versions.set(it.effectiveOn, {
      value: it.changes[item]?.to,
      since: it.effectiveOn,
      recordedAt: it.recordedAt,
      source: it.source,
    })
  }
  const initial = all.length === 0 ? current : before
  return [
    { value: initial, since: null, recordedAt: null, source: null },
    ...[...versions.values()].toSorted((a, b) => (String(a.since) < String(b.since) ? -1 : 1)),
  ]
}

/** The value of an item that was true on a date, as the register knew it at `knownAt`. */
export function valueOn(
  item: Item,
  current: unknown,
  events: readonly LifeEvent[],
  on: CivilDate,
  knownAt?: Date,
): Version {
  const versions = versionsOf(item, current, events, knownAt)
  return versions.findLast((it) => it.since === null || it.since <= on) as Version
}

function byRecord(left: LifeEvent, right: LifeEvent): number {
  const ms = left.recordedAt.getTime() - right.recordedAt.getTime()
  return ms !== 0 ? ms : left.id < right.id ? -1 : 1
}

function effectiveInFuture(): Problem {
  return new Problem(422, 'population.event-in-future', {
    vi: 'Ngày có hiệu lực không được ở tương lai.',
    en: 'The effective date must not be in the future.',
  })
}

function nothingSet(): Problem {
  return new Problem(422, 'population.event-empty', {
    vi: 'Sự kiện không thay đổi mục thông tin nào.',
    en: 'The event changes no item.',
  })
}

function bornInFuture(): Problem {
  return new Problem(422, 'population.birth-in-future', {
    vi: 'Ngày sinh không được ở tương lai.',
    en: 'The date of birth must not be in the future.',
  })
}

function beforeBirth(): Problem {
  return new Problem(422, 'population.event-before-birth', {
    vi: 'Ngày có hiệu lực không được trước ngày sinh.',
    en: 'The effective date must not be before the date of birth.',
  })
}

function afterDeath(): Problem {
  return new Problem(422, 'population.event-after-death', {
    vi: 'Người này đã mất trước ngày có hiệu lực.',
    en: 'The person died before the effective date.',
  })
}

function notByThisEvent(kind: LifeEventKind, item: Item): Problem {
  return new Problem(422, 'population.item-not-settable', {
    vi: `Sự kiện "${kind}" không thể thay đổi mục "${item}".`,
    en: `A ${kind} cannot set the item "${item}".`,
  })
}
