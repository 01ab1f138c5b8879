/** What clients were told, to be held against what the center knows after a fault. */
export type Ledger = {
  /** By case: the dossier number that its submission was answered with. */
  readonly submitted: Map<string, string>
  /** By case: the decision that was acknowledged. */
  readonly decided: Map<string, 'grant' | 'refuse'>
  /** By case: the answers whose saving was acknowledged. */
  readonly saved: Map<string, Readonly<Record<string, unknown>>>
  /** By evidence: the digest of a file that was acknowledged whole. */
  readonly uploaded: Map<string, { readonly caseId: string; readonly sha256: string }>
  /** The traces of answers that disclosed a person's data. */
  readonly looks: Set<string>
  /** Answers that no fault excuses. */
  readonly strange: string[]
  /** How many calls were answered, and how many got no answer or "not now". */
  calls: number
  broken: number
}

export function openLedger(): Ledger {
  return {
    submitted: new Map(),
    decided: new Map(),
    saved: new Map(),
    uploaded: new Map(),
    looks: new Set(),
    strange: [],
    calls: 0,
    broken: 0,
  }
}
