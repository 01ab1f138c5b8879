/**
 * The noise model: how a register that was kept on paper and typed by hand differs from the truth.
 * Every kind of dirt has its own rate, all kinds fall independently of each other, and the same
 * seed makes the same dirt on every machine. What a row really is stands beside it (`personId`),
 * so that precision and recall of a linkage can be counted instead of guessed.
 *
 * Kinds of dirt
 * - number: missing; the old one of nine digits; one digit wrong; two neighbours swapped;
 * - name: all accents lost; one tone wrong; Telex keys left as typed ("Nguyeenx"); đ as d; i for y;
 *   letters swapped, lost, doubled or replaced; middle name dropped; given name first;
 * - birth: day and month swapped; 1 January of the year; one digit wrong; missing;
 * - sex: wrong; missing;
 * - address: one lived at before; written short; missing; a commune by the code it had before it
 *   was merged; missing;
 * - rows: twice in one register, each with dirt of its own; of people whom nobody else knows.
 */
import { Random } from './random.ts'

/** What a register of an agency holds of a person; anything may be missing. */
export type RegistryRow = {
  readonly personalNumber: string | null
  readonly fullName: string | null
  readonly birthOn: string | null
  readonly sex: string | null
  readonly address: string | null
  readonly communeCode: string | null
}

/** The truth about a person. */
export type Known = RegistryRow & { readonly personId: string; readonly oldNumber: string | null }

export type DirtyRow = {
  readonly row: RegistryRow
  /** Whose row it is; null when the register of people does not know them. */
  readonly personId: string | null
}

/** Cases in a thousand. */
export type NoiseRates = {
  readonly numberMissing: number
  readonly numberOld: number
  readonly numberDigit: number
  readonly numberSwapped: number
  readonly accentsLost: number
  readonly toneWrong: number
  readonly telex: number
  readonly crossedD: number
  readonly letterY: number
  readonly letter: number
  readonly middleDropped: number
  readonly givenFirst: number
  readonly dayMonth: number
  readonly newYear: number
  readonly birthDigit: number
  readonly birthMissing: number
  readonly sexWrong: number
  readonly sexMissing: number
  readonly addressStale: number
  readonly addressShort: number
  readonly addressMissing: number
  readonly communeMerged: number
  readonly communeMissing: number
  readonly twice: number
  readonly stranger: number
}

/** A register as agencies have them: typed over twenty years, never checked against another. */
export const paperRegistry: NoiseRates = {
  numberMissing: 90,
  numberOld: 60,
  numberDigit: 15,
  numberSwapped: 10,
  accentsLost: 60,
  toneWrong: 25,
  telex: 12,
  crossedD: 15,
  letterY: 15,
  letter: 25,
  middleDropped: 25,
  givenFirst: 10,
  dayMonth: 12,
  newYear: 20,
  birthDigit: 10,
  birthMissing: 8,
  sexWrong: 5,
  sexMissing: 30,
  addressStale: 90,
  addressShort: 200,
  addressMissing: 50,
  communeMerged: 60,
  communeMissing: 40,
  twice: 25,
  stranger: 30,
}

const stream = 71
/** Addresses of others remembered, from which a former address is drawn. */
const remembered = 512

export type Noise = {
  /** The row that a register holds of this person. */
  soil(known: Known): RegistryRow
  /** The rows of a register about these people: some twice, some of strangers. */
  registry(people: Iterable<Known>): Generator<DirtyRow>
}

/** @param seed 0 … 4,294,967,295. */
export function openNoise(seed: number, rates: NoiseRates = paperRegistry): Noise {
  const random = new Random().begin(seed, stream)
  const places: { address: string | null; communeCode: string | null }[] = []
  const people: Known[] = []

  const remember = (known: Known): void => {
    const at = places.length < remembered ? places.length : random.below(remembered)
    places[at] = { address: known.address, communeCode: known.communeCode }
    people[at] = known
  }

  function soil(known: Known): RegistryRow {
    const place = soilPlace(known, places, rates, random)
    return {
      personalNumber: soilNumber(known, rates, random),
      fullName: known.fullName && soilName(known.fullName, rates, random),
      birthOn: known.birthOn && soilBirth(known.birthOn, rates, random),
      sex: soilSex(known.sex, rates, random),
      ...place,
    }
  }

  /** Someone with a name, a birth and a place that others have too, but put together anew. */
  function stranger(): RegistryRow {
    const [one, two, three] = [random.pick(people), random.pick(people), random.pick(people)]
    const number = two.personalNumber
    const serial = String(random.below(1_000_000)).padStart(6, '0')
    return soil({
      ...one,
      personalNumber: number && number.slice(0, 6) + serial,
      oldNumber: null,
      birthOn: two.birthOn,
      sex: one.sex,
      address: three.address,
      communeCode: three.communeCode,
    })
  }

  return {
    soil,
    *registry(all) {
      for (const known of all) {
        remember(known)
        yield { row: soil(known), personId: known.personId }
        if (random.chance(rates.twice)) yield { row: soil(known), personId: known.personId }
        if (random.chance(rates.stranger)) yield { row: stranger(), personId: null }
      }
    },
  }
}

function soilNumber({ personalNumber, oldNumber }: Known, rates: NoiseRates, random: Random) {
  if (!personalNumber || random.chance(rates.numberMissing)) return null
  if (oldNumber && random.chance(rates.numberOld)) return oldNumber
  if (random.chance(rates.numberDigit)) return otherDigit(personalNumber, random)
  if (random.chance(rates.numberSwapped)) return swapped(personalNumber, random)
  return personalNumber
}

function otherDigit(text: string, random: Random): string {
  const at = random.below(text.length)
  return put(text, at, String((Number(text[at]) + random.between(1, 9)) % 10))
}

function swapped(text: string, random: Random): string {
  const at = random.below(text.length - 1)
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
}

function put(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1)
}

function soilName(name: string, rates: NoiseRates, random: Random): string {
  let words = name.split(' ')
  if (words.length > 2 && random.chance(rates.middleDropped)) {
    words = [words[0] as string, ...words.slice(random.chance(700) ? -1 : 2)]
  }
  if (random.chance(rates.toneWrong)) words = change(words, random, (it) => otherTone(it, random))
  if (random.chance(rates.crossedD)) {
    words = words.map((it) => it.replaceAll('Đ', 'D').replaceAll('đ', 'd'))
  }
  if (random.chance(rates.letterY)) words = words.map(otherY)
  if (random.chance(rates.letter)) words = change(words, random, (it) => misspelt(it, random))
  if (random.chance(rates.telex)) words = words.map(telexOf)
  else if (random.chance(rates.accentsLost)) words = words.map(plain)
  if (words.length > 1 && random.chance(rates.givenFirst)) {
    words = [words.at(-1) as string, ...words.slice(0, -1)]
  }
  return words.join(' ')
}

function change(words: string[], random: Random, how: (word: string) => string): string[] {
  const at = random.below(words.length)
  return words.map((it, index) => (index === at ? how(it) : it))
}

const tones = ['', '\u0300', '\u0301', '\u0309', '\u0303', '\u0323']
const anyTone = /[\u0300\u0301\u0303\u0309\u0323]/
const vowel = /[aeiouyâăêôơư]/iu

function otherTone(word: string, random: Random): string {
  const letters = [...word.normalize('NFD').replace(anyTone, '').normalize('NFC')]
  const at = letters.findLastIndex((it) => vowel.test(it))
  if (at < 0) return word
  letters[at] = ((letters[at] as string) + random.pick(tones)).normalize('NFC')
  return letters.join('')
}

function otherY(word: string): string {
  const letters = word.normalize('NFD')
  return (
    /y/i.test(letters)
      ? letters.replace('y', 'i').replace('Y', 'I')
      : letters.replace(/i(?=[\u0300-\u036f]*$)/u, 'y')
  ).normalize('NFC')
}

function misspelt(word: string, random: Random): string {
  const letters = [...word.normalize('NFC')]
  const at = random.below(letters.length)
  const kind = random.below(4)
  if (kind === 0 && letters.length > 2) letters.splice(at, 1)
  else if (kind === 1) letters.splice(at, 0, letters[at] as string)
  else if (kind === 2 && at + 1 < letters.length) {
    ;[letters[at], letters[at + 1]] = [letters[at + 1] as string, letters[at] as string]
  } else letters[at] = random.pick([...'abcdeghiklmnopqrstuvxy'])
  return letters.join('')
}

const telexKeys: Readonly<Record<string, string>> = {
  '\u0300': 'f',
  '\u0301': 's',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0323': 'j',
}

/** As it stands when the typing aid was off: "Nguyễn" is "Nguyeenx", "Đường" is "DDuwowngf". */
export function telexOf(word: string): string {
  const letters = word.normalize('NFD')
  const tone = anyTone.exec(letters)?.[0]
  const typed = letters
    .replace(anyTone, '')
    .replace(/([aeo])\u0302/giu, '$1$1')
    .replace(/\u0306|\u031b/gu, 'w')
    .replaceAll('đ', 'dd')
    .replaceAll('Đ', 'DD')
  return typed + (tone ? telexKeys[tone] : '')
}

function plain(word: string): string {
  return word
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
}

function soilBirth(birthOn: string, rates: NoiseRates, random: Random): string | null {
  const [year, month, day] = birthOn.split('-') as [string, string, string]
  if (random.chance(rates.birthMissing)) return null
  if (random.chance(rates.newYear)) return `${year}-01-01`
  if (Number(day) <= 12 && random.chance(rates.dayMonth)) return `${year}-${day}-${month}`
  if (random.chance(rates.birthDigit)) {
    const wrong = random.chance(500)
      ? `${year}-${month}-${otherDay(day, random)}`
      : `${year.slice(0, 3)}${(Number(year[3]) + random.between(1, 9)) % 10}-${month}-${day}`
    return wrong.slice(5) === '02-29' ? birthOn : wrong
  }
  return birthOn
}

/** Another day of the same month, one digit off: never the 29th or later. */
function otherDay(day: string, random: Random): string {
  const tens = day[0] === '3' ? '2' : day[0]
  const unit = (Number(day[1]) + random.between(1, 8)) % 9
  return tens === '0' && unit === 0 ? '09' : `${tens}${unit}`
}

function soilSex(sex: string | null, rates: NoiseRates, random: Random): string | null {
  if (random.chance(rates.sexMissing)) return null
  if (random.chance(rates.sexWrong)) return sex === 'male' ? 'female' : 'male'
  return sex
}

function soilPlace(
  known: Known,
  others: readonly { address: string | null; communeCode: string | null }[],
  rates: NoiseRates,
  random: Random,
): { address: string | null; communeCode: string | null } {
  const stale = others.length > 0 && random.chance(rates.addressStale)
  let { address, communeCode } = stale ? random.pick(others) : known
  if (address && random.chance(rates.addressShort)) address = shortened(address)
  if (random.chance(rates.addressMissing)) address = null
  if (communeCode && random.chance(rates.communeMerged)) {
    // Codes of communes that are no more; no list of today holds them.
    communeCode = String(90_000 + ((Number(communeCode) * 7) % 9_999))
  }
  if (random.chance(rates.communeMissing)) communeCode = null
  return { address, communeCode }
}

function shortened(address: string): string {
  return address
    .replaceAll('Số ', '')
    .replaceAll('đường ', 'đ. ')
    .replaceAll('khu phố ', 'KP')
    .replaceAll('ngõ ', 'ng. ')
    .replaceAll('Thôn ', 'T. ')
}
