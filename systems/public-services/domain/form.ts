/**
 * A form is a row of question groups, one to a page. It is computed from what the state already
 * knows (facts) and what was answered so far, so that nobody is asked what is known or does not
 * matter. The page draws whatever groups come; the server checks the same groups.
 */
import { parseCivilDate } from '#kernel/civil-date'
import type { FieldProblem } from '#kernel/problem'
import type { Words } from '#kernel/words'

export type Answer = string | boolean | readonly string[] | null
export type Answers = Readonly<Record<string, Answer>>

export type Option = { readonly value: string; readonly words: Words; readonly note?: Words }

export type FieldKind =
  | 'text'
  | 'long-text'
  | 'choice'
  | 'choices'
  | 'yes-no'
  | 'day'
  | 'time'
  | 'personal-number'
  | 'phone'
  | 'email'
  | 'files'

export type Field = {
  readonly name: string
  readonly kind: FieldKind
  readonly words: Words
  readonly help?: Words
  readonly required: boolean
  readonly maxLength?: number
  readonly options?: readonly Option[]
  /** Filled in beforehand; the person may change it. */
  readonly initial?: Answer
}

/** Something the state knows and therefore does not ask, with where it comes from. */
export type Known = {
  readonly words: Words
  readonly value: string | Words
  readonly source: Words
}

export type Group = {
  readonly id: string
  readonly title: Words
  readonly lead?: Words
  readonly known: readonly Known[]
  readonly fields: readonly Field[]
}

const max = { text: 200, 'long-text': 2_000 } as const

/** The problems of the answers within the given groups, by field; empty when all is well. */
export function checkAnswers(groups: readonly Group[], answers: Answers): FieldProblem[] {
  return groups.flatMap((group) =>
    group.fields.flatMap((field) => {
      const detail = checkAnswer(field, answers[field.name] ?? field.initial ?? null)
      return detail ? [{ pointer: `#/answers/${field.name}`, detail }] : []
    }),
  )
}

/** Keeps the answers that some group asks for, with what was filled in beforehand. */
export function relevantAnswers(groups: readonly Group[], answers: Answers): Answers {
  const kept: Record<string, Answer> = {}
  for (const field of groups.flatMap((it) => it.fields)) {
    const answer = answers[field.name] ?? field.initial
    if (answer !== undefined && answer !== null) kept[field.name] = answer
  }
  return kept
}

function checkAnswer(field: Field, answer: Answer): Words | undefined {
  if (isEmpty(answer)) return field.required ? missing(field) : undefined
  const { kind } = field
  if (kind === 'yes-no') return typeof answer === 'boolean' ? undefined : wrongType
  if (kind === 'choices' || kind === 'files') return checkList(field, answer)
  if (typeof answer !== 'string') return wrongType
  const limit = field.maxLength ?? (kind === 'long-text' ? max['long-text'] : max.text)
  if (answer.length > limit) {
    return { vi: `Tối đa ${limit} ký tự.`, en: `At most ${limit} characters.` }
  }
  if (kind === 'choice' && !field.options?.some((it) => it.value === answer)) return notAnOption
  return formats[kind]?.(answer)
}

function checkList(field: Field, answer: Answer): Words | undefined {
  if (!Array.isArray(answer)) return wrongType
  const list = answer as readonly string[]
  if (list.length > 20) return { vi: 'Tối đa 20 mục.', en: 'At most 20 items.' }
  const known = field.options?.map((it) => it.value)
  return known && list.some((it) => !known.includes(it)) ? notAnOption : undefined
}

function isEmpty(answer: Answer): boolean {
  if (answer === null || answer === '') return true
  return Array.isArray(answer) && answer.length === 0
}

const wrongType: Words = {
  vi: 'Câu trả lời không đúng kiểu.',
  en: 'The answer has the wrong type.',
}
const notAnOption: Words = {
  vi: 'Chọn một trong các mục cho sẵn.',
  en: 'Choose one of the options.',
}

function missing(field: Field): Words {
  const choose = ['choice', 'choices', 'yes-no'].includes(field.kind)
  if (field.kind === 'files')
    return { vi: 'Tải lên ít nhất một tệp.', en: 'Upload at least one file.' }
  return choose
    ? { vi: 'Chọn một câu trả lời.', en: 'Choose an answer.' }
    : { vi: 'Điền thông tin này.', en: 'Fill this in.' }
}

const formats: Partial<Record<FieldKind, (text: string) => Words | undefined>> = {
  day: (text) =>
    parseCivilDate(text)
      ? undefined
      : {
          vi: 'Ngày không hợp lệ; ghi ngày/tháng/năm, ví dụ 31/12/1990.',
          en: 'Not a date; write day/month/year, such as 31/12/1990.',
        },
  time: (text) =>
    /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
      ? undefined
      : { vi: 'Giờ không hợp lệ; ghi hh:mm.', en: 'Not a time; write hh:mm.' },
  'personal-number': (text) =>
    /^\d{12}$/.test(text)
      ? undefined
      : { vi: 'Số định danh gồm 12 chữ số.', en: 'A personal number has 12 digits.' },
  phone: (text) =>
    /^0\d{9}$/.test(text)
      ? undefined
      : { vi: 'Số điện thoại gồm 10 chữ số.', en: 'A phone number has 10 digits.' },
  email: (text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
      ? undefined
      : { vi: 'Địa chỉ thư điện tử không hợp lệ.', en: 'Not an e-mail address.' },
}
