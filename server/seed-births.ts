import { addDays, type CivilDate } from '#kernel/civil-date'
import type { Nation } from '#nation'
import type { PublicServices } from '#public-services'

/** The newborns of the personas, as their hospital reported them. */
const births = [
  { mother: 'mother', daysAgo: 6, bornAt: '04:35', sex: 'female', weightGrams: 3_150 },
  { mother: 'single-mother', daysAgo: 11, bornAt: '21:10', sex: 'male', weightGrams: 2_980 },
] as const

/** Sends the birth notices that wait for the personas' registrations. */
export async function sendBirthNotices(
  nation: Nation,
  today: CivilDate,
  publicServices: PublicServices,
): Promise<void> {
  const hospital = nation.agencies.find((it) => it.kind === 'hospital' && it.unitCode === '01')
  if (!hospital) throw new Error('The nation has no hospital in its capital.')
  for (const [at, birth] of births.entries()) {
    const mother = nation.personas.find((it) => it.key === birth.mother)
    if (!mother) continue
    const { daysAgo, bornAt, sex, weightGrams } = birth
    const notice = {
      number: `${today.slice(0, 4)}-${String(1001 + at)}`,
      motherId: mother.personId,
      bornOn: addDays(today, -daysAgo),
      bornAt,
      sex,
      weightGrams,
      facility: hospital.name.vi,
      place: 'Thành phố Hà Nội',
    }
    await publicServices.receiveBirthNotice(notice, 'hospital-01')
  }
}
