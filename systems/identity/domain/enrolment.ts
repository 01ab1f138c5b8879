import { ageOn, type CivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'

/** The age from which a person has an account of their own (Decree 69/2024, as reported). */
export const ownAccountFrom = 14

/**
 * May the person whose data all matched open an account? The dead are refused in the same words as
 * wrong data, so that a stranger who knows the data of the dead learns nothing.
 */
export function checkEnrolment(
  person: { birthOn: CivilDate; diedOn: CivilDate | null; missingOn: CivilDate | null },
  hasAccount: boolean,
  today: CivilDate,
): void {
  if (person.diedOn || person.missingOn) throw notVerified()
  if (ageOn(person.birthOn, today) < ownAccountFrom) {
    throw new Problem(403, 'identity.enrolment-too-young', {
      vi: 'Người dưới 14 tuổi do cha, mẹ hoặc người giám hộ đại diện.',
      en: 'Those under 14 are represented by their parents or guardian.',
    })
  }
  if (hasAccount) {
    throw new Problem(409, 'identity.account-exists', {
      vi:
        'Người này đã có tài khoản định danh. Nếu không còn thiết bị đăng nhập, hãy mang thẻ căn ' +
        'cước đến công an xã/phường để khôi phục.',
      en:
        'This person has an account already. If the devices are lost, take the identity card to ' +
        'the commune police to recover it.',
    })
  }
}

/** One answer for an unknown number and for any wrong field. */
export function notVerified(): Problem {
  return new Problem(422, 'identity.enrolment-not-verified', {
    vi: 'Thông tin không khớp với cơ sở dữ liệu dân cư. Hãy đối chiếu từng mục với thẻ căn cước.',
    en: 'The data does not match the population register. Check each item against the card.',
  })
}
