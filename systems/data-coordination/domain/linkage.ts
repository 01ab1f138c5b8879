import type { Words } from '#kernel/words'

/**
 * Record linkage after Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969): is a row of
 * an agency's register about this person? Each field of a pair is compared at graded levels; each
 * level weighs log2(m / u), where m is how often it is seen in pairs of one person and u in pairs
 * of two. Weights add up, and say why a pair was taken. Facts in, facts out.
 */
export const fields = ['number', 'name', 'birth', 'sex', 'residence'] as const
export type Field = (typeof fields)[number]

/** From the strongest agreement to none; 0 in a vector is "not known", 1 the first of these. */
export const levels = {
  number: ['same', 'former', 'slip', 'different'],
  name: ['same', 'accents', 'order', 'middle', 'similar', 'different'],
  birth: ['same', 'swapped', 'new-year', 'slip', 'year', 'different'],
  sex: ['same', 'different'],
  residence: ['same', 'address', 'commune', 'province', 'different'],
} as const satisfies Record<Field, readonly string[]>

export type Level = (typeof levels)[Field][number] | 'unknown'

/** Levels of a pair in the order of `fields`. */
export type Vector = readonly number[]

/** How often each level of a field is seen: `m` in pairs of one person, `u` in pairs of two. */
export type Chances = { readonly m: readonly number[]; readonly u: readonly number[] }

export type Model = {
  readonly chances: Readonly<Record<Field, Chances>>
  /** The share of rows about someone whom the population register holds. */
  readonly share: number
  /** How many people it holds. */
  readonly people: number
  /** How likely two people bear one full name, and one surname with one given name. */
  readonly coincidence: { readonly full: number; readonly short: number }
}

/**
 * What is believed before any row is seen; training starts from here, and small registers stay
 * near it. The m are those of registers typed from paper, the u those of any two people.
 */
export const beliefs: Readonly<Record<Field, Chances>> = {
  number: { m: [0.88, 0.07, 0.03, 0.02], u: [1e-7, 1e-7, 1e-6, 0.9999988] },
  name: {
    m: [0.8, 0.1, 0.01, 0.03, 0.05, 0.01],
    u: [2e-4, 1e-4, 1e-5, 3e-3, 0.01, 0.98669],
  },
  birth: {
    m: [0.93, 0.01, 0.02, 0.02, 0.01, 0.01],
    u: [4e-5, 1e-5, 4e-5, 1e-3, 0.0125, 0.98641],
  },
  sex: { m: [0.99, 0.01], u: [0.5, 0.5] },
  residence: { m: [0.7, 0.07, 0.08, 0.05, 0.1], u: [1e-6, 1e-3, 5e-4, 0.05, 0.948499] },
}

export const defaultShare = 0.9

/** What the level of a field weighs, in bits; nothing where it is not known. */
export function weightOf(model: Model, field: Field, level: number): number {
  if (level === 0) return 0
  const { m, u } = model.chances[field]
  return Math.log2((m[level - 1] as number) / (u[level - 1] as number))
}

/** How a weight came about, for people to read: one step for each field, from the start on. */
export type Step = {
  readonly field: Field | 'start' | 'rarity'
  readonly level: Level | null
  readonly weight: number
}

export function explain(model: Model, vector: Vector, rarity: number): Step[] {
  const steps: Step[] = [{ field: 'start', level: null, weight: startOf(model) }]
  for (const [at, field] of fields.entries()) {
    const level = vector[at] ?? 0
    steps.push({
      field,
      level: level === 0 ? 'unknown' : (levels[field][level - 1] as Level),
      weight: weightOf(model, field, level),
    })
    if (field === 'name' && rarity !== 0) {
      steps.push({ field: 'rarity', level: null, weight: rarity })
    }
  }
  return steps
}

/** The weight before anything is compared: the odds that this person, of all, is meant. */
export function startOf({ share, people }: Model): number {
  return Math.log2(share / (1 - share) / Math.max(1, people))
}

export type Outcome = 'match' | 'grey' | 'none'
export type Thresholds = { readonly match: number; readonly none: number }

/** From which confidence on a link is made, and under which none is looked at by anybody. */
export const thresholds: Thresholds = { match: 0.998, none: 0.05 }

/**
 * However sure the sum is, a link that no eye has seen needs a name that is at least similar, and
 * the number or a birth of the same year: twins and siblings share all the rest.
 */
export function mayLinkUnseen(vector: Vector): boolean {
  const [number = 0, name = 0, birth = 0] = vector
  const within = (level: number, last: number) => level >= 1 && level <= last
  return within(name, 5) && (within(number, 3) || within(birth, 5))
}

export function outcomeOf(confidence: number, vector: Vector, limits: Thresholds): Outcome {
  if (confidence < limits.none) return 'none'
  return confidence >= limits.match && mayLinkUnseen(vector) ? 'match' : 'grey'
}

export const fieldWords: Readonly<Record<Step['field'], Words>> = {
  start: { vi: 'Trước khi so sánh', en: 'Before comparing' },
  number: { vi: 'Số định danh', en: 'Personal number' },
  name: { vi: 'Họ và tên', en: 'Full name' },
  rarity: { vi: 'Độ hiếm của tên', en: 'How rare the name is' },
  birth: { vi: 'Ngày sinh', en: 'Birth date' },
  sex: { vi: 'Giới tính', en: 'Sex' },
  residence: { vi: 'Nơi ở', en: 'Residence' },
}

export const levelWords: Readonly<Record<Field, readonly Words[]>> = {
  number: [
    { vi: 'trùng khớp', en: 'the same' },
    { vi: 'trùng số CMND 9 số', en: 'the old number of nine digits' },
    { vi: 'lệch một chữ số', en: 'one digit off' },
    { vi: 'khác', en: 'different' },
  ],
  name: [
    { vi: 'trùng khớp', en: 'the same' },
    { vi: 'chỉ khác dấu hoặc cách viết', en: 'the same but for accents or spelling' },
    { vi: 'cùng các chữ, khác thứ tự', en: 'the same words in another order' },
    { vi: 'cùng họ và tên, khác tên đệm', en: 'the same surname and given name' },
    { vi: 'gần giống', en: 'similar' },
    { vi: 'khác', en: 'different' },
  ],
  birth: [
    { vi: 'trùng khớp', en: 'the same' },
    { vi: 'đảo ngày và tháng', en: 'day and month swapped' },
    { vi: 'ghi ngày 01/01 cùng năm', en: '1 January of the same year' },
    { vi: 'lệch một chữ số', en: 'one digit off' },
    { vi: 'cùng năm', en: 'the same year' },
    { vi: 'khác', en: 'different' },
  ],
  sex: [
    { vi: 'trùng khớp', en: 'the same' },
    { vi: 'khác', en: 'different' },
  ],
  residence: [
    { vi: 'trùng địa chỉ và xã', en: 'the same address and commune' },
    { vi: 'cùng địa chỉ, khác mã xã', en: 'the same address, another commune code' },
    { vi: 'cùng xã', en: 'the same commune' },
    { vi: 'cùng tỉnh', en: 'the same province' },
    { vi: 'khác', en: 'different' },
  ],
}
