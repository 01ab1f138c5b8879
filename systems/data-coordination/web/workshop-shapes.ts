import type { Words } from '#kernel/words'

/** Items of lists of the workshop, as its contract tells them. */
export type DatasetItem = {
  readonly code: string
  readonly title: Words
  readonly owner: string
  readonly published: {
    readonly version: number
    readonly rows: number
    readonly publishedAt: string
  } | null
  readonly lastRun: { readonly id: string; readonly state: string; readonly words: Words } | null
}

export type TermItem = {
  readonly code: string
  readonly title: Words
  readonly type: string
  readonly codeList: string | null
  readonly personal: boolean
}

export type Reject = {
  readonly number: number
  readonly key: string
  readonly field: string
  readonly value: string
  readonly reason: string
  readonly keepsOut: boolean
}

export type RuleResult = {
  readonly ruleId: string
  readonly severity: string
  readonly rows: number
  readonly failed: number
  readonly passed: boolean
  readonly measured: number | null
  readonly samples: readonly string[]
}

export type Quality = {
  readonly runs: readonly {
    readonly runId: string
    readonly at: string
    readonly rules: number
    readonly passed: number
    readonly blocking: number
    readonly worst: number
  }[]
}
