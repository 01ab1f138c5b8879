import type { CivilDate } from '#kernel/civil-date'
import { isPlaceCode } from './place-code.ts'

/**
 * The personal identification number: place of birth registration (3), century and sex (1), year
 * of birth (2), random (6). There is no check digit. Law 26/2023 art. 12, Decree 137/2015 art. 13,
 * Circular 59/2021/TT-BCA art. 4. It tells place, sex and year: personal data.
 */
export type PersonalNumber = string & { readonly __personalNumber: true }

export type Sex = 'male' | 'female'

export function parsePersonalNumber(text: string): PersonalNumber | undefined {
  return /^\d{12}$/.test(text) && isPlaceCode(text.slice(0, 3))
    ? (text as PersonalNumber)
    : undefined
}

/** What the number itself says about the person. */
export function readPersonalNumber(number: PersonalNumber): {
  placeCode: string
  sex: Sex
  birthYear: number
} {
  const century = Number(number[3])
  return {
    placeCode: number.slice(0, 3),
    sex: century % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + 100 * Math.floor(century / 2) + Number(number.slice(4, 6)),
  }
}

/** Composes a number; `serial` is 0 … 999,999. Years 1900 to 2399 can be written. */
export function composePersonalNumber(
  placeCode: string,
  sex: Sex,
  birthOn: CivilDate,
  serial: number,
): PersonalNumber {
  const year = Number(birthOn.slice(0, 4))
  const century = 2 * (Math.floor(year / 100) - 19) + (sex === 'female' ? 1 : 0)
  const digits = placeCode + century + birthOn.slice(2, 4) + String(serial).padStart(6, '0')
  return digits as PersonalNumber
}

/** The number with all but its first and last three digits hidden: 001••••••123. */
export function maskNumber(number: string): string {
  return `${number.slice(0, 3)}••••••${number.slice(-3)}`
}
