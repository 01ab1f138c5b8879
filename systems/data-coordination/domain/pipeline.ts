import { Problem } from '#kernel/problem'
import { checkMapping, type FieldMapping, termsOf } from './mapping.ts'
import { checkRules, type Rule } from './rule.ts'
import type { Term } from './term.ts'

/**
 * How a dataset comes about, declared: from a source through mapping and rules to publication. A
 * change is a new version; every run says which version it followed.
 */
export type Pipeline = {
  readonly sourceId: string
  readonly load: Load
  /** Columns of the dataset that tell its rows apart; empty: rows have no identity. */
  readonly key: readonly string[]
  readonly mapping: readonly FieldMapping[]
  readonly rules: readonly Rule[]
  /** Are rows about people compared with the population register? */
  readonly link: boolean
  /** A crontab line (UTC) on which a run starts by itself. */
  readonly schedule: string | null
  /** Tries of a run whose source is away or whose disk is full. */
  readonly tries: number
}

export type Load =
  | { readonly mode: 'full' }
  /** Only rows whose watermark column (of the source) is greater than at the last time. */
  | { readonly mode: 'incremental'; readonly watermark: string }

/** How one run asks its source. */
export type Ask =
  | { readonly kind: 'full' }
  | { readonly kind: 'incremental' }
  /** Rows with `from` ≤ watermark < `to` once more. */
  | { readonly kind: 'back-fill'; readonly from: string; readonly to: string }

/** Refuses a pipeline that cannot run. */
export function checkPipeline(
  it: Pipeline,
  terms: ReadonlyMap<string, Term>,
  lists: ReadonlySet<string>,
): void {
  checkMapping(it.mapping, terms, lists)
  const columns = new Set(it.mapping.map(({ to }) => to))
  const strange = it.key.find((column) => !columns.has(column))
  if (strange) {
    throw wrong(
      `Cột khóa "${strange}" không có trong ánh xạ.`,
      `The key column "${strange}" is not in the mapping.`,
    )
  }
  if (it.load.mode === 'incremental' && it.key.length === 0 && it.mapping.length > 0) {
    throw wrong(
      'Nạp tăng dần cần có khóa để thay dòng cũ bằng dòng mới.',
      'Incremental runs need a key, so that changed rows replace what they were.',
    )
  }
  if (it.schedule !== null && !readSchedule(it.schedule)) {
    throw wrong(
      'Lịch chạy phải có năm mục theo kiểu crontab, ví dụ "0 19 * * *".',
      'The schedule must be five fields of a crontab, such as "0 19 * * *".',
    )
  }
  const types = [...termsOf(it.mapping, terms)].map(([to, { type }]) => [to, type] as const)
  checkRules(it.rules, columns, lists, new Map(types))
}

/** May a run of this kind be asked for? */
export function checkAsk(ask: Ask, { load }: Pipeline): void {
  if (ask.kind !== 'full' && load.mode !== 'incremental') {
    throw wrong(
      'Quy trình này không khai báo cột mốc nên chỉ nạp toàn bộ.',
      'This pipeline declares no watermark column, so it can only load everything.',
    )
  }
}

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

/** The five sets of a crontab line; undefined when it is none. */
export function readSchedule(line: string): Set<number>[] | undefined {
  const fields = line.trim().split(/\s+/)
  if (fields.length !== 5) return undefined
  const sets = fields.map((field, at) => readField(field, ranges[at] ?? [0, 0]))
  return sets.every((it) => it !== undefined) ? sets : undefined
}

function readField(field: string, [least, most]: readonly [number, number]) {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [, from = '', to, step] = /^(\*|\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(part) ?? []
    if (from === '') return undefined
    const first = from === '*' ? least : Number(from)
    const last = to !== undefined ? Number(to) : from === '*' || step !== undefined ? most : first
    if (first < least || last > most || first > last || step === '0') return undefined
    for (let it = first; it <= last; it += Number(step ?? 1)) found.add(it)
  }
  return found
}

/** Does the schedule fall into the minute of this instant (UTC)? */
export function isDue(line: string, at: Date): boolean {
  const [minutes, hours, days, months, weekdays] = readSchedule(line) ?? []
  if (!minutes || !hours || !days || !months || !weekdays) return false
  const [, , day, , weekday] = line.trim().split(/\s+/)
  const onDay = days.has(at.getUTCDate())
  const onWeekday = weekdays.has(at.getUTCDay()) || (at.getUTCDay() === 0 && weekdays.has(7))
  // As in crontab(5): when both are restricted, either is enough.
  const either = !day?.startsWith('*') && !weekday?.startsWith('*')
  return (
    minutes.has(at.getUTCMinutes()) &&
    hours.has(at.getUTCHours()) &&
    months.has(at.getUTCMonth() + 1) &&
    (either ? onDay || onWeekday : onDay && onWeekday)
  )
}

function wrong(vi: string, en: string): Problem {
  return new Problem(422, 'data-coordination.pipeline-wrong', { vi, en })
}
