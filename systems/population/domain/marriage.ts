import { ageOn, type CivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Person } from './person.ts'

/**
 * May these two marry on this day? Law on Marriage and Family 52/2014/QH13, art. 8: a man from 20,
 * a woman from 18, neither married, not close kin, and the state recognises marriage between a man
 * and a woman. Throws the first reason against it.
 *
 * @param ties `kin`: are they parent and child, or have they a parent in common? `married`: was one
 *   of them in another marriage on that day?
 */
export function checkMarriage(
  first: Person,
  second: Person,
  on: CivilDate,
  ties: { kin: boolean; married: boolean },
): void {
  for (const it of [first, second]) {
    if (it.diedOn) throw refused('dead', 'Một người đã mất.', 'One of them has died.')
    if (ties.married || it.maritalStatus === 'married') {
      throw refused(
        'already',
        'Một người đang có vợ hoặc chồng.',
        'One of them is already married.',
      )
    }
    const least = it.sex === 'male' ? 20 : 18
    if (ageOn(it.birthOn, on) < least) {
      throw refused(
        'too-young',
        `Nam phải đủ 20 tuổi, nữ phải đủ 18 tuổi vào ngày đăng ký.`,
        `A man must be 20 and a woman 18 on the day of marriage.`,
      )
    }
  }
  if (first.sex === second.sex) {
    throw refused(
      'not-recognised',
      'Pháp luật hiện hành không thừa nhận hôn nhân giữa những người cùng giới tính.',
      'The law in force does not recognise marriage between persons of the same sex.',
    )
  }
  if (ties.kin) throw refused('close-kin', 'Hai người là họ hàng gần.', 'They are close kin.')
}

function refused(reason: string, vi: string, en: string): Problem {
  return new Problem(422, `population.marriage-${reason}`, { vi, en })
}
