import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { composePersonalNumber, type PersonalNumber, type Sex } from '#population'
import { mix, type Random, scatter } from './random.ts'

/** Of the million serials behind each place, sex and year, those left to births still to come. */
const serialsUsed = 500_000

const phonePrefixes = (
  '032 033 034 035 036 037 038 039 052 056 058 059 070 076 077 078 079 081 082 083 084 085 086 ' +
  '088 089 090 091 093 094 096 097 098'
).split(' ')

export type Numbers = {
  id<Kind extends string>(kind: Kind, random: Random): Id<Kind>
  personal(placeCode: string, sex: Sex, birthOn: CivilDate): PersonalNumber
  /** Nine digits of the identity card used until 2020. */
  old(placeCode: string): string
  phone(): string
  /** The residence file number of a household. */
  file(communeCode: string): string
  /** Counts up; for what need only differ. */
  count(): number
}

/**
 * Hands out numbers that nobody else has, without remembering any: each kind counts up, and the
 * count goes through a permutation so that it tells nothing of its order. What is kept is one
 * counter for each place, sex and year.
 *
 * @param startMs The first instant in the ids (UUIDv7); each id is a millisecond later.
 */
export function openNumbers(startMs: number): Numbers {
  const serials = new Int32Array(300 * 4 * 100)
  const olds = new Int32Array(1_000)
  const files = new Map<string, number>()
  let [ids, phones, counted] = [0, 0, 0]
  return {
    id: (_kind, random) => idOf(startMs + ids++, random) as Id<never>,

    personal(placeCode, sex, birthOn) {
      const first = composePersonalNumber(placeCode, sex, birthOn, 0)
      const at = (Number(placeCode) * 4 + Number(first[3])) * 100 + Number(first.slice(4, 6))
      const count = (serials[at] as number)++
      if (count >= serialsUsed) {
        throw new RangeError(`Place ${placeCode} has no numbers left for ${birthOn.slice(0, 4)}.`)
      }
      const serial = scatter(count, 1_000, 1_000, mix(at))
      return (first.slice(0, 6) + String(serial).padStart(6, '0')) as PersonalNumber
    },

    old(placeCode) {
      const count = (olds[Number(placeCode)] as number)++
      const serial = scatter(count, 1_000, 10_000, mix(Number(placeCode)))
      return placeCode.slice(1) + String(serial).padStart(7, '0')
    },

    phone() {
      const prefix = phonePrefixes[phones % phonePrefixes.length] as string
      const serial = scatter(Math.floor(phones++ / phonePrefixes.length), 1_000, 10_000, 7)
      return prefix + String(serial).padStart(7, '0')
    },

    file(communeCode) {
      const count = files.get(communeCode) ?? 0
      files.set(communeCode, count + 1)
      const serial = scatter(count, 1_000, 1_000, Number(communeCode))
      return `${communeCode}-${String(serial).padStart(6, '0')}`
    },

    count: () => counted++,
  }
}

// Sixteen bits in hexadecimal; ids are most of what a nation writes.
const hex = Array.from({ length: 0x10000 }, (_, it) => it.toString(16).padStart(4, '0'))

function idOf(ms: number, random: Random): string {
  const high = Math.floor(ms / 0x10000)
  const [one, two, three] = [random.next(), random.next(), random.next()]
  return (
    `${hex[high >>> 16]}${hex[high & 0xffff]}-${hex[ms % 0x10000]}-` +
    `${hex[0x7000 | (one & 0xfff)]}-${hex[0x8000 | (two & 0x3fff)]}-` +
    `${hex[two >>> 16]}${hex[three >>> 16]}${hex[three & 0xffff]}`
  )
}
