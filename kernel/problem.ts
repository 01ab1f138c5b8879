import type { Language, Words } from './words.ts'

/** One field of the request that was refused; `pointer` is a JSON pointer (RFC 6901) into the body. */
export type FieldProblem = { readonly pointer: string; readonly detail: Words }

/**
 * An expected refusal, told to the caller as Problem Details (RFC 9457).
 * Anything else that is thrown is a bug and answers 500.
 */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  /** Stable and dotted, `room.noun-condition`. Clients may branch on it; it never changes. */
  readonly code: string
  /** What is wrong and what to do about it. */
  readonly detail: Words
  readonly errors: readonly FieldProblem[]
  /** Seconds after which to try again, where that helps. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    code: string,
    detail: Words,
    more: { errors?: readonly FieldProblem[]; retryAfterSeconds?: number } = {},
  ) {
    super(`${code}: ${detail.en}`)
    this.status = status
    this.code = code
    this.detail = detail
    this.errors = more.errors ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
  }

  /** The members of RFC 9457, section 3.1, in the reader's language. */
  in(language: Language): ProblemDetails {
    return {
      type: `urn:ndc:problem:${this.code}`,
      code: this.code,
      status: this.status,
      detail: this.detail[language],
      ...(this.errors.length > 0 && {
        errors: this.errors.map((it) => ({ pointer: it.pointer, detail: it.detail[language] })),
      }),
    }
  }
}

export type ProblemDetails = {
  type: string
  code: string
  status: number
  detail: string
  errors?: { pointer: string; detail: string }[]
}
/**
 * Why the program will not start, in sentences for the person who started it: what is wrong and
 * what to do. Printed without a stack trace, and the exit status is 1.
 */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** The code of a Node or PostgreSQL error (`ENOENT`, `53100`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
