import type { Sex } from '#population'
import { deck, type Random } from './random.ts'

/**
 * The people of Viet Nam around 2024 by sex in bands of five years, per 10,000 (rounded from the
 * mid-term census and United Nations estimates). The nation is measured against it.
 */
export const pyramid: readonly { from: number; male: number; female: number }[] = [
  { from: 0, male: 362, female: 325 },
  { from: 5, male: 398, female: 358 },
  { from: 10, male: 412, female: 374 },
  { from: 15, male: 370, female: 342 },
  { from: 20, male: 338, female: 322 },
  { from: 25, male: 356, female: 346 },
  { from: 30, male: 416, female: 410 },
  { from: 35, male: 422, female: 420 },
  { from: 40, male: 374, female: 376 },
  { from: 45, male: 336, female: 342 },
  { from: 50, male: 294, female: 308 },
  { from: 55, male: 256, female: 282 },
  { from: 60, male: 226, female: 264 },
  { from: 65, male: 176, female: 220 },
  { from: 70, male: 112, female: 152 },
  { from: 75, male: 58, female: 88 },
  { from: 80, male: 32, female: 60 },
  { from: 85, male: 20, female: 55 },
]

/**
 * Ages of the women with whom families are begun, in bands of five years. The weights were found
 * by fitting what grows from each band, children and grandchildren, to the pyramid.
 */
const founderBands = deck(`20 3, 25 48, 30 141, 35 148, 40 97, 45 33, 50 4, 55 15, 60 77, 65 110,
  70 97, 75 82, 80 96, 85 145`).map(Number)

export function drawFounderAge(random: Random): number {
  return random.pick(founderBands) + random.below(5)
}

/** Of 10,000 alive at 40, those alive at 40, 45 … 105. */
const survivors: Record<Sex, readonly number[]> = {
  male: [10_000, 9_800, 9_500, 9_080, 8_480, 7_650, 6_500, 5_050, 3_450, 1_950, 850, 240, 40, 0],
  female: [
    10_000, 9_930, 9_830, 9_690, 9_480, 9_150, 8_640, 7_840, 6_620, 4_900, 2_840, 1_110, 230, 0,
  ],
}

/** Of 10,000 alive at 40, those alive at an age given in days; before 40 all are. */
export function survivorsAt(sex: Sex, ageDays: number): number {
  const five = 1_826
  const since = ageDays - 8 * five
  if (since <= 0) return 10_000
  const at = Math.floor(since / five)
  const [before, after] = [survivors[sex][at] ?? 0, survivors[sex][at + 1] ?? 0]
  return before - Math.floor(((before - after) * (since - at * five)) / five)
}

/** Deaths in 100,000 lives of people under 40 in a year. */
export const youngDeaths: Record<Sex, number> = { male: 105, female: 45 }

const marriageAges: Record<Sex, readonly (readonly string[])[]> = {
  female: [
    `18 10, 19 12, 20 13, 21 12, 22 10, 23 8, 24 6, 25 5, 26 4, 27 3, 28 2, 29 2, 30 2, 32 1,
      35 1, never 5`,
    `18 6, 19 8, 20 9, 21 10, 22 10, 23 9, 24 8, 25 7, 26 6, 27 5, 28 4, 29 3, 30 2, 31 2, 32 1,
      33 1, 35 1, 37 1, never 7`,
    `18 4, 19 5, 20 6, 21 7, 22 8, 23 9, 24 9, 25 9, 26 8, 27 7, 28 6, 29 5, 30 4, 31 3, 32 2, 33 2,
     34 1, 35 1, 36 1, 38 1, never 9`,
  ].map(deck),
  male: [
    `20 8, 21 11, 22 12, 23 12, 24 11, 25 10, 26 8, 27 6, 28 5, 29 4, 30 3, 31 2, 32 2, 33 1, 35 1,
     never 2`,
    `20 5, 21 6, 22 8, 23 9, 24 10, 25 10, 26 9, 27 8, 28 7, 29 5, 30 4, 31 3, 32 2, 33 2, 34 1,
      35 1, 37 1, never 4`,
    `20 3, 21 3, 22 5, 23 6, 24 7, 25 9, 26 9, 27 9, 28 9, 29 8, 30 6, 31 5, 32 4, 33 3, 34 2, 35 2,
     36 1, 37 1, 38 1, never 9`,
  ].map(deck),
}

/** The age at which someone marries, at least 18 or 20 as the law asks; undefined for never. */
export function drawMarriageAge(sex: Sex, birthYear: number, random: Random): number | undefined {
  const cohort = birthYear < 1960 ? 0 : birthYear < 1985 ? 1 : 2
  const drawn = random.pick(marriageAges[sex][cohort] as readonly string[])
  return drawn === 'never' ? undefined : Number(drawn)
}

/** Years by which a husband is older than his wife. */
export const olderBy = deck(
  '-3 2, -2 4, -1 7, 0 13, 1 16, 2 17, 3 16, 4 12, 5 9, 6 6, 7 4, 8 3, 9 1, 10 1, 12 1',
).map(Number)

const familySizes = [
  '2 4, 3 10, 4 16, 5 20, 6 20, 7 14, 8 8, 9 3, 1 2, 0 3',
  '2 10, 3 18, 4 24, 5 20, 6 12, 7 6, 8 3, 1 3, 0 4',
  '1 6, 2 26, 3 30, 4 20, 5 9, 6 4, 0 5',
  '1 10, 2 46, 3 27, 4 10, 5 4, 0 4',
  '1 10, 2 52, 3 28, 4 7, 5 2, 0 4',
]
  .map(deck)
  .map((it) => it.map(Number))

/** How many children a couple wants, by the year of the mother's birth. */
export function drawFamilySize(motherBirthYear: number, upland: boolean, random: Random): number {
  const cohort = [1945, 1955, 1965, 1975].filter((year) => motherBirthYear >= year).length
  const size = random.pick(familySizes[cohort] as readonly number[])
  return upland && random.chance(350) ? size + 1 : size
}

/** Births were fewer in some years than couples alone would explain: kept of a thousand. */
export function birthsKept(year: number): number {
  if (year < 1994) return 1_000
  if (year < 2010) return 860
  return year < 2022 ? 960 : 820
}

/** Boys among a thousand births. */
export function boysBorn(year: number): number {
  return year < 2000 ? 513 : 527
}
