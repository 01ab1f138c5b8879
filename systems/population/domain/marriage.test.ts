import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import { checkBirth } from './birth.ts'
import { checkMarriage } from './marriage.ts'
import type { Person } from './person.ts'

const on = '2026-11-18' as CivilDate
const person = (it: Partial<Person>) => ({ diedOn: null, maritalStatus: 'single', ...it }) as Person
const man = person({ sex: 'male', birthOn: '2006-11-18' as CivilDate })
const woman = person({ sex: 'female', birthOn: '2008-11-18' as CivilDate })
const free = { kin: false, married: false }

const refuses = (act: () => void, code: string) =>
  assert.throws(act, (error) => error instanceof Problem && error.code === code, code)

describe('marriage', () => {
  test('a man of twenty and a woman of eighteen may marry, on the birthday and not before', () => {
    checkMarriage(man, woman, on, free)
    checkMarriage(woman, man, on, free)
    const dayBefore = '2026-11-17' as CivilDate
    refuses(() => checkMarriage(man, woman, dayBefore, free), 'population.marriage-too-young')
    const girl = { ...woman, birthOn: '2008-11-19' as CivilDate }
    refuses(() => checkMarriage(man, girl, on, free), 'population.marriage-too-young')
  })

  test('is refused for each reason that the law names', () => {
    const table: [Person, Person, typeof free, string][] = [
      [{ ...man, diedOn: on }, woman, free, 'dead'],
      [man, { ...woman, maritalStatus: 'married' }, free, 'already'],
      [man, woman, { kin: false, married: true }, 'already'],
      [man, { ...man }, free, 'not-recognised'],
      [man, woman, { kin: true, married: false }, 'close-kin'],
    ]
    for (const [first, second, ties, reason] of table) {
      refuses(() => checkMarriage(first, second, on, ties), `population.marriage-${reason}`)
    }
  })

  test('the widowed and the divorced may marry again', () => {
    checkMarriage(
      { ...man, maritalStatus: 'widowed' },
      { ...woman, maritalStatus: 'divorced' },
      on,
      free,
    )
  })
})

describe('birth', () => {
  const mother = { role: 'mother' as const, person: woman }
  const father = { role: 'father' as const, person: man }

  test('has a living mother, and a father who may have died within three hundred days', () => {
    checkBirth(on, [mother, father], on)
    checkBirth(on, [], on)
    const died = (diedOn: string, of: typeof father | typeof mother) => ({
      ...of,
      person: { ...of.person, diedOn: diedOn as CivilDate },
    })
    checkBirth(on, [died('2026-11-18', mother), died('2026-01-22', father)], on)
    refuses(() => checkBirth(on, [died('2026-11-17', mother)], on), 'population.birth-parent-dead')
    refuses(() => checkBirth(on, [died('2026-01-21', father)], on), 'population.birth-parent-dead')
  })

  test('is refused in the future, of a parent who is a child, of a woman as the father', () => {
    refuses(() => checkBirth('2026-11-19' as CivilDate, [], on), 'population.birth-in-future')
    const child = {
      role: 'mother' as const,
      person: { ...woman, birthOn: '2017-01-01' as CivilDate },
    }
    refuses(() => checkBirth(on, [child], on), 'population.birth-parent-too-young')
    const wrong = { role: 'father' as const, person: woman }
    refuses(() => checkBirth(on, [wrong], on), 'population.birth-parent-sex')
  })
})
