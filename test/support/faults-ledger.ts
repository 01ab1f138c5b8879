import { wait } from '#kernel/clock'

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

/** How many submissions and decisions were acknowledged. */
export function promised({ submitted, decided }: Ledger): number {
  return submitted.size + decided.size
}

/** Waits until so many more were acknowledged, however slow the machine is. */
export async function untilPromised(ledger: Ledger, more: number): Promise<void> {
  const enough = promised(ledger) + more
  for (let waited = 0; waited < 30_000 && promised(ledger) < enough; waited += 20) await wait(20)
  if (promised(ledger) < enough) throw new Error('Nothing more is acknowledged.')
}
