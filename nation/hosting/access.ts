import type { Words } from '#kernel/words'

/** Who asks whom, for what. */
export type Access = {
  readonly client: string
  readonly service: string
  readonly purpose: {
    readonly code: string
    readonly words: Words
    readonly basis: string
    readonly byConsent: boolean
  }
  /** Left open: for the visitor to decide as the steward. */
  readonly open?: true
}
