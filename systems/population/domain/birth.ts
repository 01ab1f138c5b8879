import { addDays, addYears, type CivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Person } from './person.ts'

// A number put in the wrong place names a parent who is a child; nobody younger ever was one.
const leastYearsBetween = 10
/** So many days after the end of a marriage a child is still of it (Law 52/2014 art. 88). */
const daysAfterFather = 300

/**
 * Can these be the parents of a child born on this day? Throws the first reason against it.
 *
 * @param parents Those whom the register knows.
 */
export function checkBirth(
  birthOn: CivilDate,
  parents: readonly { role: 'father' | 'mother'; person: Person }[],
  today: CivilDate,
): void {
  if (birthOn > today) {
    throw refused(
      'in-future',
      'Ngày sinh không được ở tương lai.',
      'The date of birth must not be in the future.',
    )
  }
  for (const { role, person } of parents) {
    if ((person.sex === 'female') !== (role === 'mother')) {
      throw refused(
        'parent-sex',
        'Người khai là mẹ phải là nữ, người khai là cha phải là nam.',
        'A mother must be a woman, and a father a man.',
      )
    }
    if (addYears(person.birthOn, leastYearsBetween) > birthOn) {
      throw refused(
        'parent-too-young',
        'Cha hoặc mẹ chưa đủ tuổi để có con vào ngày này; vui lòng kiểm tra số định danh.',
        'A parent is too young for a child born on this day; please check the number.',
      )
    }
    const until = person.diedOn && addDays(person.diedOn, role === 'mother' ? 0 : daysAfterFather)
    if (until && until < birthOn) {
      throw refused(
        'parent-dead',
        'Cha hoặc mẹ đã mất trước ngày sinh của trẻ.',
        'A parent had died before the child was born.',
      )
    }
  }
}

function refused(reason: string, vi: string, en: string): Problem {
  return new Problem(422, `population.birth-${reason}`, { vi, en })
}
