/** What document types are made of. */
import type { Words } from '#kernel/words'

/** How a claim is written on the page and said to people. */
export type ClaimKind =
  | 'text'
  | 'words'
  | 'upper'
  | 'day'
  | 'day-in-words'
  | 'sex'
  | 'nationality'
  | 'relation'
  | 'year'
  | 'members'

/** One claim as the holder, a verifier and a credential see it. */
export type Claim = {
  /** Its name in a credential (SD-JWT VC); holders choose claim by claim what to show. */
  readonly name: string
  /** Where it stands in the truth: `mother.fullName`. */
  readonly from: string
  readonly kind: ClaimKind
  readonly words: Words
}

/** A row of the page; `half` puts two beside each other. */
export type Row =
  | {
      readonly label: string
      readonly from: string
      readonly kind: ClaimKind
      readonly half?: true
      /** Left out when there is nothing to say. */
      readonly optional?: true
    }
  | { readonly heading: string }
  | { readonly sentence: string; readonly from?: string; readonly kind?: ClaimKind }

export type DocumentType = {
  readonly code: string
  readonly title: Words
  /** The type in credentials (SD-JWT VC, `vct`). */
  readonly vct: string
  /** The headline of the page. */
  readonly headline: string
  /** What stands behind the number: "Số: 12/XN". */
  readonly numberSuffix: string
  readonly signerTitle: string
  readonly claims: readonly Claim[]
  readonly rows: readonly Row[]
  /** Facts that a check by QR shows masked, so that a swapped code is noticed. */
  readonly masked: readonly string[]
}

export function claim(name: string, from: string, kind: ClaimKind, vi: string, en: string): Claim {
  return { name, from, kind, words: { vi, en } }
}
