/**
 * Which pairs are worth comparing: those that agree on at least one of these keys. A row that is
 * about a person meets them by some key, however it was soiled; the rest of the 10^12 pairs of two
 * registers are never looked at.
 */
export const blocks: readonly { readonly key: string; readonly on: string }[] = [
  { key: 'number', on: 'l.number = r.number' },
  { key: 'former number', on: 'l.old_number = r.old_number' },
  { key: 'birth and commune', on: 'l.birth = r.birth and l.commune = r.commune' },
  { key: 'birth and given name', on: 'l.birth = r.birth and l.given = r.given' },
  { key: 'name and year', on: 'l.sorted = r.sorted and l.birth_year = r.birth_year' },
  { key: 'name and commune', on: 'l.sorted = r.sorted and l.commune = r.commune' },
  {
    key: 'short name, year and commune',
    on: 'l.short = r.short and l.birth_year = r.birth_year and l.commune = r.commune',
  },
  {
    key: 'end of the number and year',
    on: 'right(l.number, 6) = right(r.number, 6) and l.birth_year = r.birth_year',
  },
  {
    key: 'beginning of the number and birth',
    on: 'left(l.number, 6) = left(r.number, 6) and l.birth = r.birth',
  },
]
