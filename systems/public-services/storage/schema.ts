import type { Generated } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'public_services.birth_notice': {
    id: string
    number: string
    client_id: string
    mother_id: string
    born_on: CivilDate
    born_at: string
    sex: string
    weight_grams: number
    facility: string
    place: string
    issued_on: CivilDate
    used_by: string | null
  }
  'public_services.case': {
    id: string
    procedure: string
    applicant_id: string
    account_id: string
    state: string
    answers: Generated<unknown>
    commune: string | null
    dossier_number: string | null
    fee: Generated<bigint>
    submitted_at: Date | null
    due_at: Date | null
    taken_by: string | null
    decided_at: Date | null
    reasons: Generated<unknown>
    created_at: Date
    changed_at: Date
  }
  'public_services.consent': {
    case_id: string
    person_id: string
    role: string
    state: string
    asked_at: Date
    answered_at: Date | null
    confirmation_id: string | null
  }
  'public_services.decision': {
    case_id: string
    number: number
    outcome: string
    official_id: string
    organisation_id: string
    shown: unknown
    digest: Buffer
    confirmation_id: string | null
    at: Date
  }
  'public_services.dossier_count': {
    prefix: string
    day: CivilDate
    last: number
  }
  'public_services.enquiry': {
    id: string
    case_id: string
    kind: string
    subject_id: string
    state: string
    tries: Generated<number>
    reason: unknown
    asked_at: Date
    last_try_at: Date | null
    next_try_at: Date | null
    received_at: Date | null
    x_road_id: string | null
    sealed: Buffer | null
    sha256: Buffer | null
  }
  'public_services.evidence': {
    id: string
    case_id: string
    field: string
    name: string
    media_type: string | null
    size: number
    received: Generated<number>
    sha256: Buffer | null
    created_at: Date
  }
  'public_services.evidence_part': {
    evidence_id: string
    starts_at: number
    sealed: Buffer
  }
  'public_services.notice': {
    id: string
    person_id: string
    case_id: string
    kind: string
    words: unknown
    at: Date
    read_at: Date | null
  }
  'public_services.step': {
    case_id: string
    number: number
    move: string
    at: Date
    by_name: string
    note: string | null
  }
}
