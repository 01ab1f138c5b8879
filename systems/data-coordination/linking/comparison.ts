import { type Field, fields, type Model, weightOf } from '../domain/linkage.ts'

/**
 * The levels of `domain/linkage.ts` as SQL over a row `l` and a person `r`; the first condition
 * that holds is the level. Both sides are in the form that `standard.ts` makes.
 */
const swappedDay = `substr(l.birth, 1, 4) = substr(r.birth, 1, 4)
  and substr(l.birth, 6, 2) = substr(r.birth, 9, 2) and substr(l.birth, 9, 2) = substr(r.birth, 6, 2)`

const conditions: Readonly<Record<Field, readonly [unknown: string, ...levels: string[]]>> = {
  number: [
    'l.number is null and (l.old_number is null or r.old_number is null)',
    'l.number = r.number',
    'l.old_number = r.old_number',
    'damerau_levenshtein(l.number, r.number) = 1',
  ],
  name: [
    'l.sorted is null or r.sorted is null',
    'l.name = r.name',
    'l.sorted = r.sorted and l.surname = r.surname and l.given = r.given',
    'l.sorted = r.sorted',
    'l.short = r.short',
    `jaro_winkler_similarity(l.sorted, r.sorted) >= 0.9
      or (abs(length(l.sorted) - length(r.sorted)) <= 1
        and damerau_levenshtein(l.sorted, r.sorted) <= 1)`,
  ],
  birth: [
    'l.birth is null or r.birth is null',
    'l.birth = r.birth',
    swappedDay,
    `l.birth_year = r.birth_year and substr(l.birth, 6) = '01-01'`,
    'damerau_levenshtein(l.birth, r.birth) = 1',
    'l.birth_year = r.birth_year',
  ],
  sex: ['l.sex is null or r.sex is null', 'l.sex = r.sex'],
  residence: [
    '(l.commune is null or r.commune is null) and (l.place is null or r.place is null)',
    'l.commune = r.commune and l.place = r.place',
    'l.place = r.place',
    'l.commune = r.commune',
    'l.province = r.province',
  ],
}

/** A column for each field, in the order of `fields`, holding its level; 0 is "not known". */
export const compared = fields
  .map((field) => {
    const [unknown, ...levels] = conditions[field]
    const whens = levels.map((it, at) => `when ${it} then ${at + 1}`).join(' ')
    const other = levels.length + 1
    return `cast(case when ${unknown} then 0 ${whens} else ${other} end as tinyint) as ${field}`
  })
  .join(',\n')

/** The vector of a pair as text: "1.2.1.1.3". */
export const vectorText = fields.join(" || '.' || ")

/** What the rarity of the shared name weighs; `full` and `short` are joined by name. */
export function rarity({ coincidence, people }: Model): string {
  const least = 1 / people
  return `case when name between 1 and 3
      then log2(${coincidence.full} / greatest(coalesce(full_share, 0), ${least}))
    when name = 4 then log2(${coincidence.short} / greatest(coalesce(short_share, 0), ${least}))
    else 0 end`
}

/** The sum of the fields' weights. */
export function weights(model: Model): string {
  return fields
    .map((field) => {
      const { length } = model.chances[field].m
      const all = Array.from({ length: length + 1 }, (_, level) => weightOf(model, field, level))
      return `([${all.map((it) => it.toFixed(6)).join(', ')}])[${field} + 1]`
    })
    .join(' + ')
}

/** `mayLinkUnseen` of the domain, over a table with a column for each field. */
export const mayLinkUnseen = (it: string) =>
  `${it}.name between 1 and 5 and (${it}.number between 1 and 3 or ${it}.birth between 1 and 5)`
