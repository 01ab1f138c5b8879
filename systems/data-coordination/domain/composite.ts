/** Questions to several services at once: how parts are asked, and what their answers amount to. */
import type { Words } from '#kernel/words'
import type { Composite, ServiceKind } from './configuration.ts'

export type Parameters = Readonly<Record<string, unknown>>

export type PartStatus = 'answered' | 'refused' | 'timed-out' | 'failed'

export type PartAnswer = {
  readonly status: PartStatus
  /** In words, where there is no answer. */
  readonly reason: string | null
  readonly httpStatus: number | null
  readonly mediaType: string | null
  /** JSON as it is; anything else as base64. */
  readonly body: unknown
  readonly xRoadId: string
}

export type CompositeAnswer = {
  /** Has every part answered? */
  readonly complete: boolean
  /** In the order of the question. */
  readonly parts: Readonly<Record<string, PartAnswer>>
}

/** What a path must not hold, even escaped: other readers could take it for something else. */
const tricky = /[/\\%\p{Cc}]|^\.{0,2}$/u

/**
 * The path of a part with what the question gives. A string says why it cannot be asked.
 */
export function fillPath(path: string, given: Parameters): { path: string } | string {
  const at = path.indexOf('?')
  let fault: string | undefined
  const filled = path.replace(/\{([^{}]{1,60})\}/g, (_, name: string, offset: number) => {
    const value = given[name]
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    if (typeof text !== 'string' || text.length > 1_000) {
      fault ??= `The parameter "${name}" must be given as text, a number or a truth value.`
      return ''
    }
    const inQuery = at !== -1 && offset > at
    if (!text.isWellFormed() || (!inQuery && tricky.test(text))) {
      fault ??= `The parameter "${name}" cannot stand in a path.`
      return ''
    }
    return encodeURIComponent(text)
  })
  return fault ?? { path: filled }
}

/** The names that a question must give. */
export function parametersOf({ parts }: Pick<Composite, 'parts'>): string[] {
  const names = parts.flatMap(({ path }) =>
    [...path.matchAll(/\{([^{}]{1,60})\}/g)].map((it) => it[1] ?? ''),
  )
  return [...new Set(names)].toSorted()
}

/** What an answer of the exchange is for its part. A service's own "not found" is an answer. */
export function statusOf(httpStatus: number, xRoadError: string | undefined): PartStatus {
  if (xRoadError === undefined) return httpStatus < 500 ? 'answered' : 'failed'
  if (/Timeout|NoAnswer/.test(xRoadError)) return 'timed-out'
  return httpStatus < 500 && httpStatus !== 409 ? 'refused' : 'failed'
}

/** A required part that did not answer makes the whole fail. */
export function hasFailed(
  { parts }: Pick<Composite, 'parts'>,
  answers: Readonly<Record<string, PartAnswer>>,
): boolean {
  return parts.some((it) => it.required && answers[it.name]?.status !== 'answered')
}

/** What may stand below a service: segments, `{name}` for what the question gives, and a query. */
const character = String.raw`[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\{[A-Za-z][\w-]{0,59}\}`
const pathForm = new RegExp(`^(/(?:${character})*)+(\\?(?:${character}|[/?])*)?$`)

/** What is wrong with a composite; undefined when it may be offered. */
export function faultOfComposite(
  { parts }: Pick<Composite, 'parts'>,
  kindOf: (service: string) => ServiceKind | undefined,
): Words | undefined {
  const names = new Set(parts.map((it) => it.name))
  if (names.size < parts.length) {
    return { vi: 'Hai phần mang cùng một tên.', en: 'Two parts have the same name.' }
  }
  for (const { name, service, path } of parts) {
    if (kindOf(service) !== 'rest') {
      return {
        vi: `Phần "${name}" cần một dịch vụ được gọi trực tiếp và đang hoạt động.`,
        en: `The part "${name}" needs a service that is called and is active.`,
      }
    }
    if (path.length > 1_000 || !pathForm.test(path) || /\/\.{1,2}(?:[/?]|$)|\/\//.test(path)) {
      return {
        vi: `Đường dẫn của phần "${name}" không dùng được.`,
        en: `The path of the part "${name}" cannot be used.`,
      }
    }
  }
  return undefined
}
