import type { Words } from '#kernel/words'
import type { PipelineAsk } from '../contract-pipeline.ts'

export type Rule = PipelineAsk['rules'][number]
type Check = Rule['check']

/** Kinds of rules that are made by choosing, each with what it says of a column. */
export const templates = {
  filled: { vi: 'phải có giá trị', en: 'must be filled' },
  unique: { vi: 'không được trùng', en: 'must be unique' },
  pattern: { vi: 'phải đúng mẫu', en: 'must have the form' },
  range: { vi: 'phải nằm trong khoảng', en: 'must lie between' },
  'in-list': { vi: 'phải có trong danh mục mã', en: 'must be in the code list' },
  order: { vi: 'không được sau', en: 'must not be after' },
} satisfies Record<string, Words>
export type Template = keyof typeof templates

/** Forms that many columns have, so that nobody needs to write an expression for them. */
export const patterns: readonly { readonly form: string; readonly words: Words }[] = [
  { form: '[0-9]{12}', words: { vi: 'số định danh: 12 chữ số', en: 'personal number: 12 digits' } },
  { form: '[0-9]{10}([0-9]{3})?', words: { vi: 'mã số thuế', en: 'tax number' } },
  { form: '(0|\\+84)[0-9]{9,10}', words: { vi: 'số điện thoại', en: 'telephone number' } },
  { form: '[^@ ]+@[^@ ]+\\.[^@ ]+', words: { vi: 'thư điện tử', en: 'e-mail address' } },
]

export type RuleDraft = {
  readonly template: Template
  readonly column: string
  readonly pattern: string
  readonly min: string
  readonly max: string
  readonly list: string
  readonly second: string
  readonly severity: Rule['severity']
  /** In percent. */
  readonly tolerance: number
}

export function newDraft(column: string): RuleDraft {
  const pattern = patterns[0]?.form ?? ''
  const none = { min: '', max: '', list: '', second: '' }
  return { template: 'filled', column, pattern, ...none, severity: 'warning', tolerance: 0 }
}

/** What keeps the draft from being a rule; nothing when it is one. */
export function lackOf(it: RuleDraft, rules: readonly Rule[]): Words | undefined {
  if (it.column === '') return { vi: 'Chọn một cột.', en: 'Choose a column.' }
  if (it.template === 'pattern' && it.pattern.trim() === '') {
    return { vi: 'Ghi mẫu.', en: 'Give the form.' }
  }
  if (it.template === 'range' && it.min.trim() === '' && it.max.trim() === '') {
    return { vi: 'Ghi ít nhất một giới hạn.', en: 'Give at least one bound.' }
  }
  if (it.template === 'in-list' && it.list === '') {
    return { vi: 'Chọn danh mục mã.', en: 'Choose a code list.' }
  }
  if (it.template === 'order' && (it.second === '' || it.second === it.column)) {
    return { vi: 'Chọn cột thứ hai.', en: 'Choose the second column.' }
  }
  const { id } = ruleOf(it)
  if (!rules.some((of) => of.id === id)) return undefined
  return { vi: 'Quy tắc này đã có.', en: 'This rule is there already.' }
}

export function ruleOf(it: RuleDraft): Rule {
  const { severity, tolerance, column, template } = it
  const words = templates[template]
  const what = partOf(it)
  return {
    id: `${template}.${column}${template === 'order' ? `.${it.second}` : ''}`,
    title: {
      vi: [column, words.vi, what].filter(Boolean).join(' '),
      en: [column, words.en, what].filter(Boolean).join(' '),
    },
    severity,
    tolerance: tolerance / 100,
    check: checkOf(it),
  }
}

/** What the sentence of a rule ends with. */
function partOf(it: RuleDraft): string {
  switch (it.template) {
    case 'pattern':
      return it.pattern.trim()
    case 'range':
      return `${it.min.trim() || '…'} – ${it.max.trim() || '…'}`
    case 'in-list':
      return it.list
    case 'order':
      return it.second
    default:
      return ''
  }
}

function checkOf(it: RuleDraft): Check {
  const { column } = it
  switch (it.template) {
    case 'filled':
      return { kind: 'filled', column }
    case 'unique':
      return { kind: 'unique', columns: [column] }
    case 'pattern':
      return { kind: 'pattern', column, pattern: it.pattern.trim() }
    case 'in-list':
      return { kind: 'in-list', column, list: it.list }
    case 'order':
      return { kind: 'order', first: column, second: it.second }
    default: {
      const min = boundOf(it.min)
      const max = boundOf(it.max)
      return {
        kind: 'range',
        column,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      }
    }
  }
}

/** A number as a number; a day, or any other text, as it is written. */
function boundOf(text: string): number | string | undefined {
  const bare = text.trim()
  if (bare === '') return undefined
  return /^-?[0-9]+([.,][0-9]+)?$/.test(bare) ? Number(bare.replace(',', '.')) : bare
}
