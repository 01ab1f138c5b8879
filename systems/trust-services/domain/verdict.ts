/**
 * From what was found to a verdict, in the words of EN 319 102-1 (5.1.3) and in plain ones. No
 * I/O in this file: facts in, a verdict out.
 */
import type { Words } from '#kernel/words'
import { formatWords, words } from './verdict-words.ts'

export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'NOT_YET_VALID'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOKED'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'TRY_LATER'

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED'

export type Facts = {
  /** What is wrong with its form, so that nothing else can be looked at. */
  readonly flaw?: string | undefined
  readonly digestMatches: boolean
  readonly verifies: boolean
  readonly binding: 'bound' | 'unbound' | 'mismatch' | 'absent'
  readonly weak: 'digest' | 'key' | 'unknown' | undefined
  readonly changes: 'none' | 'validation-data' | 'signatures' | 'other'
  readonly chain: 'trusted' | 'unknown-issuer' | 'unfit'
  /** The certificate is for signing documents (or, for a time-stamp, for time-stamps). */
  readonly fits: boolean
  readonly claimedAt: Date | undefined
  /** The time before which the signature was made, proven by a trusted time-stamp. */
  readonly provenAt: Date | undefined
  /** The signature bears a time-stamp that proves nothing. */
  readonly stampFails: boolean
  /** Where that time lies in the life of the certificate. */
  readonly life: 'within' | 'before' | 'after'
  readonly revocation: {
    readonly state: 'good' | 'revoked' | 'unknown'
    readonly of: 'signer' | 'authority'
    readonly at?: Date
  }
}

export type About =
  | 'format'
  | 'integrity'
  | 'changes'
  | 'signer'
  | 'algorithms'
  | 'chain'
  | 'time'
  | 'revocation'

export type Check = {
  readonly about: About
  readonly outcome: 'passed' | 'failed' | 'unknown' | 'caution'
  readonly words: Words
}

export type Verdict = {
  readonly indication: Indication
  readonly subIndication: SubIndication | null
  readonly words: Words
  readonly checks: readonly Check[]
}

/** A check, and what it makes of the verdict when it is the first that does not pass. */
type Finding = Check & { readonly makes?: readonly [Indication, SubIndication] }

export function judge(facts: Facts): Verdict {
  const findings = facts.flaw === undefined ? findingsOf(facts) : [formatFlaw(facts.flaw)]
  // What was falsified weighs more than what cannot be determined.
  const first =
    findings.find((it) => it.makes?.[0] === 'TOTAL-FAILED') ?? findings.find((it) => it.makes)
  const [indication, subIndication] = first?.makes ?? (['TOTAL-PASSED', null] as const)
  return {
    indication,
    subIndication,
    words: first?.words ?? words.passed,
    checks: findings.map(({ makes: _, ...check }) => check),
  }
}

function findingsOf(facts: Facts): Finding[] {
  return [
    integrity(facts),
    changes(facts),
    signer(facts),
    ...(facts.binding === 'absent' ? [] : [algorithms(facts), chain(facts)]),
    time(facts),
    ...(facts.chain === 'trusted' ? [...life(facts), revocation(facts)] : []),
  ]
}

function formatFlaw(flaw: string): Finding {
  return {
    about: 'format',
    outcome: 'failed',
    makes: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
    words: formatWords(flaw),
  }
}

function integrity({ digestMatches, verifies, binding }: Facts): Finding {
  const about = 'integrity'
  if (!digestMatches) {
    return {
      about,
      outcome: 'failed',
      makes: ['TOTAL-FAILED', 'HASH_FAILURE'],
      words: words.altered,
    }
  }
  if (binding === 'absent') {
    return {
      about,
      outcome: 'unknown',
      words: words.uncheckable,
    }
  }
  if (!verifies) {
    return {
      about,
      outcome: 'failed',
      makes: ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
      words: words.keyMismatch,
    }
  }
  return {
    about,
    outcome: 'passed',
    words: words.intact,
  }
}

const changeWords: Record<Facts['changes'], Words> = {
  none: words.changesNone,
  'validation-data': words.changesData,
  signatures: words.changesSignatures,
  other: words.changesOther,
}

function changes({ changes }: Facts): Finding {
  const said = changeWords[changes]
  if (changes !== 'other') return { about: 'changes', outcome: 'passed', words: said }
  return {
    about: 'changes',
    outcome: 'failed',
    makes: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
    words: said,
  }
}

function signer({ binding, fits }: Facts): Finding {
  const about = 'signer'
  if (binding === 'absent' || binding === 'mismatch') {
    return {
      about,
      outcome: 'unknown',
      makes: ['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'],
      words: binding === 'absent' ? words.absent : words.mismatch,
    }
  }
  if (binding === 'unbound') {
    return {
      about,
      outcome: 'unknown',
      makes: ['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'],
      words: words.unbound,
    }
  }
  if (!fits) {
    return {
      about,
      outcome: 'failed',
      makes: ['INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE'],
      words: words.unfitSigner,
    }
  }
  return {
    about,
    outcome: 'passed',
    words: words.bound,
  }
}

function algorithms({ weak }: Facts): Finding {
  if (!weak) {
    return {
      about: 'algorithms',
      outcome: 'passed',
      words: words.strong,
    }
  }
  return {
    about: 'algorithms',
    outcome: 'unknown',
    makes: ['INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE'],
    words: words.weak,
  }
}

function chain({ chain }: Facts): Finding {
  const about = 'chain'
  if (chain === 'trusted') {
    return {
      about,
      outcome: 'passed',
      words: words.trusted,
    }
  }
  if (chain === 'unfit') {
    return {
      about,
      outcome: 'unknown',
      makes: ['INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE'],
      words: words.unfitChain,
    }
  }
  return {
    about,
    outcome: 'unknown',
    makes: ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND'],
    words: words.unknownIssuer,
  }
}

function time({ provenAt, stampFails, claimedAt }: Facts): Finding {
  const about = 'time'
  if (provenAt) {
    return {
      about,
      outcome: 'passed',
      words: words.timeProven,
    }
  }
  if (stampFails) {
    return {
      about,
      outcome: 'caution',
      words: words.stampFails,
    }
  }
  return {
    about,
    outcome: 'caution',
    words: claimedAt ? words.timeClaimed : words.timeUnknown,
  }
}

function life({ life, provenAt }: Facts): Finding[] {
  if (life === 'within') return []
  if (life === 'before' && provenAt) {
    return [
      {
        about: 'time',
        outcome: 'failed',
        makes: ['TOTAL-FAILED', 'NOT_YET_VALID'],
        words: words.notYetValid,
      },
    ]
  }
  return [
    {
      about: 'time',
      outcome: 'unknown',
      makes: ['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE'],
      words: words.outOfBounds,
    },
  ]
}

function revocation({ revocation, claimedAt }: Facts): Finding {
  const about = 'revocation'
  const { state, of, at } = revocation
  if (state === 'good') {
    return {
      about,
      outcome: 'passed',
      words: words.good,
    }
  }
  if (state === 'unknown') {
    return {
      about,
      outcome: 'unknown',
      makes: ['INDETERMINATE', 'TRY_LATER'],
      words: words.revocationUnknown,
    }
  }
  if (of === 'authority') {
    return {
      about,
      outcome: 'failed',
      makes: ['INDETERMINATE', 'REVOKED_CA_NO_POE'],
      words: words.authorityRevoked,
    }
  }
  if (at && claimedAt && claimedAt >= at) {
    return {
      about,
      outcome: 'failed',
      makes: ['TOTAL-FAILED', 'REVOKED'],
      words: words.revokedBefore,
    }
  }
  return {
    about,
    outcome: 'unknown',
    makes: ['INDETERMINATE', 'REVOKED_NO_POE'],
    words: words.revokedNoProof,
  }
}
