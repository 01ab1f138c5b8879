import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import {
  applyEvent,
  type LifeEvent,
  type LifeEventKind,
  valueOn,
  versionsOf,
} from './life-event.ts'
import type { Item, Person, Settable } from './person.ts'

const today = '2026-11-18' as CivilDate
const person = {
  id: 'p',
  birthOn: '1990-05-01',
  diedOn: null,
  phone: '0900000000',
  maritalStatus: 'single',
} as unknown as Person

const event = (kind: LifeEventKind, effectiveOn: string, set: Partial<Settable>) => ({
  kind,
  effectiveOn: effectiveOn as CivilDate,
  set,
})

const refuses = (act: () => void, code: string) =>
  assert.throws(act, (error) => error instanceof Problem && error.code === `population.${code}`)

describe('a life event', () => {
  test('sets items and says what they were', () => {
    const marriage = event('marriage', '2020-01-01', { maritalStatus: 'married' })
    const { changes, after } = applyEvent(person, marriage, new Map(), today)
    assert.deepEqual(changes, { maritalStatus: { from: 'single', to: 'married' } })
    assert.equal(after.maritalStatus, 'married')
    assert.equal(person.maritalStatus, 'single')
  })

  test('that is reported late enters the history and leaves the present as it is', () => {
    const latest = new Map<Item, CivilDate>([['phone', '2022-01-01' as CivilDate]])
    const late = event('correction', '2021-12-31', { phone: '0911111111' })
    const { changes, after } = applyEvent(person, late, latest, today)
    assert.deepEqual(changes, { phone: { from: '0900000000', to: '0911111111' } })
    assert.equal(after.phone, '0900000000')
    const sameDay = event('correction', '2022-01-01', { phone: '0922222222' })
    assert.equal(applyEvent(person, sameDay, latest, today).after.phone, '0922222222')
  })

  test('is refused in the future, before birth, after death, and when it changes nothing', () => {
    const apply =
      (it: ReturnType<typeof event>, who = person) =>
      () =>
        void applyEvent(who, it, new Map(), today)
    const status = { maritalStatus: 'married' } as const
    refuses(apply(event('marriage', '2026-11-19', status)), 'event-in-future')
    refuses(apply(event('marriage', '1990-04-30', status)), 'event-before-birth')
    const dead = { ...person, diedOn: '2020-01-01' as CivilDate }
    refuses(apply(event('marriage', '2020-01-02', status), dead), 'event-after-death')
    refuses(apply(event('correction', '2020-01-01', {})), 'event-empty')
    const unborn = { birthOn: '2026-11-19' as CivilDate }
    refuses(apply(event('correction', '2020-01-01', unborn)), 'birth-in-future')
    apply(event('correction', '2020-01-02', { phone: null }), dead)()
  })

  test('sets only what its kind may set', () => {
    const table: [LifeEventKind, Partial<Settable>, boolean][] = [
      ['death', { diedOn: today }, true],
      ['death', { maritalStatus: 'widowed' }, true],
      ['death', { phone: null }, false],
      ['marriage', { maritalStatus: 'married' }, true],
      ['marriage', { name: { surname: 'A', middle: '', given: 'B' } }, false],
      ['divorce', { maritalStatus: 'divorced' }, true],
      ['divorce', { permanentResidence: null }, false],
      ['move', { permanentResidence: null, householdId: null }, true],
      ['move', { sex: 'male' }, false],
      ['correction', { sex: 'male', phone: null }, true],
    ]
    for (const [kind, set, allowed] of table) {
      const act = () => void applyEvent(person, event(kind, '2020-01-01', set), new Map(), today)
      if (allowed) act()
      else refuses(act, 'item-not-settable')
    }
  })
})

describe('two times', () => {
  const firstDay = '2000-01-01' as CivilDate
  const dayOf = (at: number) => addDays(firstDay, at)
  const instantOf = (at: number) => new Date(Date.UTC(2010, 0, 1) + at * 3_600_000)

  /** A history as the register makes it: recorded one after the other, effective on any day. */
  const histories = fc.array(fc.record({ on: fc.nat(30), to: fc.nat(9) }), { maxLength: 12 })

  function live(history: { on: number; to: number }[]) {
    let present = { ...person, phone: 'initial' } as Person
    const latest = new Map<Item, CivilDate>()
    const events = history.map(({ on, to }, at): LifeEvent => {
      const effectiveOn = dayOf(on)
      const set = { phone: String(to) }
      const applied = applyEvent(present, { kind: 'correction', effectiveOn, set }, latest, today)
      present = applied.after
      if (!latest.has('phone') || effectiveOn > (latest.get('phone') as CivilDate)) {
        latest.set('phone', effectiveOn)
      }
      return {
        id: `event ${at}` as Id<'life-event'>,
        personId: person.id,
        kind: 'correction',
        effectiveOn,
        recordedAt: instantOf(at),
        recordedBy: 'registrar',
        source: `decision ${at}`,
        changes: applied.changes,
      }
    })
    return { present, events }
  }

  test('the value on a day is that of the latest event until then, as known at an instant', () => {
    fc.assert(
      fc.property(
        histories,
        fc.integer({ min: -1, max: 31 }),
        fc.nat(12),
        (history, day, known) => {
          const { present, events } = live(history)
          const counted = history
            .map((it, at) => ({ ...it, at }))
            .filter((it) => it.at <= known && it.on <= day)
            .toSorted((one, other) => one.on - other.on || one.at - other.at)
          const last = counted.at(-1)
          const found = valueOn('phone', present.phone, events, dayOf(day), instantOf(known))
          assert.equal(found.value, last ? String(last.to) : 'initial')
          assert.equal(found.source, last ? `decision ${last.at}` : null)
        },
      ),
    )
  })

  test('the value of today is what the register holds, whatever the order of the reports', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { present, events } = live(history)
        assert.equal(valueOn('phone', present.phone, events, today).value, present.phone)
      }),
    )
  })

  test('what was known at an instant never changes afterwards', () => {
    fc.assert(
      fc.property(histories, histories, fc.integer({ min: 0, max: 30 }), (before, after, day) => {
        const early = live(before)
        const late = live([...before, ...after])
        const known = instantOf(before.length - 1)
        const then = valueOn('phone', early.present.phone, early.events, dayOf(day), known)
        const now = valueOn('phone', late.present.phone, late.events, dayOf(day), known)
        assert.deepEqual(now, then)
      }),
    )
  })

  test('versions stand in the order of the days on which they became true, one for each', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { present, events } = live(history)
        const since = versionsOf('phone', present.phone, events).map((it) => it.since)
        assert.equal(since[0], null)
        const days = since.slice(1) as CivilDate[]
        assert.deepEqual(days, [...new Set(days)].toSorted())
        assert.equal(days.length, new Set(history.map((it) => it.on)).size)
      }),
    )
  })
})
