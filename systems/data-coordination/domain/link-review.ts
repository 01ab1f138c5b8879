import { Problem } from '#kernel/problem'

/** What a steward says of a row in doubt. */
export type Decision =
  | { readonly kind: 'match'; readonly personId: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsure' }

export type Said = { readonly byId: string; readonly decision: Decision }

/** Whose row it is, or nobody's: what enough stewards agree on. */
export type Verdict = Exclude<Decision, { kind: 'unsure' }>

/**
 * The verdict when `eyes` stewards agree, each counted by what they said last. Whoever is unsure
 * leaves it to others; where two disagree, a third decides.
 */
export function verdictOf(said: readonly Said[], eyes: number): Verdict | undefined {
  const last = new Map(said.map((it) => [it.byId, it.decision]))
  const votes = new Map<string, { verdict: Verdict; count: number }>()
  for (const decision of last.values()) {
    if (decision.kind === 'unsure') continue
    const key = decision.kind === 'match' ? decision.personId : ''
    votes.set(key, { verdict: decision, count: (votes.get(key)?.count ?? 0) + 1 })
  }
  return [...votes.values()].find((it) => it.count >= eyes)?.verdict
}

/** Refuses what cannot be decided: a review that is closed, a person who is no candidate. */
export function checkDecision(
  decision: Decision,
  review: { readonly state: string; readonly candidates: readonly { readonly personId: string }[] },
): void {
  if (review.state !== 'open') {
    throw new Problem(409, 'data-coordination.review-closed', {
      vi: 'Trường hợp này đã được quyết định hoặc dữ liệu đã thay đổi; vui lòng tải lại.',
      en: 'This case was decided, or its data changed, in the meantime; please load it again.',
    })
  }
  if (decision.kind !== 'match') return
  if (!review.candidates.some((it) => it.personId === decision.personId)) {
    throw new Problem(422, 'data-coordination.review-person-unknown', {
      vi: 'Người được chọn không nằm trong các ứng viên của trường hợp này.',
      en: 'The person chosen is not among the candidates of this case.',
    })
  }
}
