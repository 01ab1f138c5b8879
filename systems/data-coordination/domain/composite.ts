/** Questions to several services at once: how parts are asked, and what their answers amount to. */
import type { Composite } from './configuration.ts'

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
