import type { Generated } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'data_coordination.access_grant': {
    id: string
    request_id: string
    client_id: string
    service_id: string
    purposes: unknown
    endpoints: unknown
    fields: string[] | null
    requests_per_minute: number
    requests_per_day: number
    valid_from: Date
    expires_at: Date
    revoked_at: Date | null
    revoked_why: string | null
    reminded_at: Date | null
  }
  'data_coordination.access_request': {
    id: string
    client_id: string
    service_id: string
    state: string
    purposes: unknown
    endpoints: unknown
    fields: string[] | null
    requests_per_minute: number
    requests_per_day: number
    until_at: Date
    asked_at: Date
    asked_by: string
    due_at: Date
    decided_at: Date | null
    decided_by: string | null
    reason_code: string | null
    reason_note: string | null
    question: string | null
    answer: string | null
  }
  'data_coordination.bulk_use': {
    id: Generated<bigint>
    at: Date
    dataset: string
    operation: string
    rows: number
    actor: unknown
  }
  'data_coordination.change': {
    id: string
    version: bigint
    at: Date
    actor_id: string
    actor_name: string
    kind: string
    subject: string
    words_vi: string
    words_en: string
  }
  'data_coordination.code_list': {
    code: string
    title_vi: string
    title_en: string
  }
  'data_coordination.code_list_version': {
    list: string
    version: number
    valid_from: CivilDate
    codes: unknown
    note: string
    published_by: string
    published_at: Date
  }
  'data_coordination.composite': {
    id: string
    code: string
    client_id: string
    title_vi: string
    title_en: string
    time_budget_ms: number
    parts: unknown
    changed_at: Date
  }
  'data_coordination.configuration': {
    version: bigint
    issued_at: Date
    expires_at: Date
    jws: string
  }
  'data_coordination.consent': {
    id: string
    person_id: string
    client_id: string
    service_id: string
    purpose: string
    words: unknown
    given_at: Date
    ends_at: Date
    withdrawn_at: Date | null
  }
  'data_coordination.consent_request': {
    id: string
    person_id: string
    client_id: string
    service_id: string
    purpose: string
    asked_at: Date
    ends_at: Date
    answered_at: Date | null
    given: boolean | null
  }
  'data_coordination.correction': {
    id: string
    member: string
    dataset: string
    subject_id: string
    field: string
    claim_sealed: Buffer
    filed_by_kind: string
    filed_by_id: string
    filed_by_name: string
    filed_at: Date
    due_on: CivilDate
    state: string
    closed_at: Date | null
    delivered_at: Date | null
  }
  'data_coordination.correction_move': {
    id: string
    seq: Generated<bigint>
    correction_id: string
    at: Date
    move: string
    by_id: string
    by_name: string
    reason: string | null
  }
  'data_coordination.dataset': {
    code: string
    title_vi: string
    title_en: string
    description_vi: string
    description_en: string
    owner: string
    created_by: string
    created_at: Date
  }
  'data_coordination.dataset_version': {
    dataset: string
    version: number
    run_id: string
    rows: bigint
    added: bigint
    changed: bigint
    removed: bigint
    bytes: bigint
    sha256: string
    columns: unknown
    published_at: Date
  }
  'data_coordination.gateway': {
    id: string
    member_id: string
    name: string
    state: string
    code_sha256: string | null
    code_ends_at: Date | null
    address: string | null
    tls_key: Buffer | null
    signing_key: Buffer | null
    key_id: string | null
    next_tls_key: Buffer | null
    next_signing_key: Buffer | null
    registered_at: Date
    joined_at: Date | null
    decided_at: Date | null
    decided_by: string | null
    seen_at: Date | null
    program_version: string | null
    configuration_held: bigint | null
    certificates_end: Date | null
    clock_offset_ms: number | null
    unstamped: number | null
    last_batch: bigint | null
  }
  'data_coordination.gateway_alarm': {
    gateway_id: string
    kind: string
    since: Date
    detail: string
  }
  'data_coordination.gateway_certificate': {
    serial: string
    gateway_id: string
    usage: string
    fingerprint: string
    chain: string[]
    public_key: Buffer
    made_at: Date
    not_after: Date
    until_at: Date | null
    revoked_at: Date | null
  }
  'data_coordination.gateway_nonce': {
    gateway_id: string
    nonce: string
    at: Date
  }
  'data_coordination.gateway_subsystem': {
    gateway_id: string
    subsystem_id: string
  }
  'data_coordination.lineage_edge': {
    source: string
    target: string
    job: string
    last_event: bigint
  }
  'data_coordination.lineage_event': {
    id: Generated<bigint>
    run_id: string
    at: Date
    job: string
    kind: string
    event: unknown
  }
  'data_coordination.link': {
    id: string
    dataset: string
    row_key: string
    row_digest: string
    person_id: string | null
    state: string
    decided_by: string
    confidence: number | null
    weight: number | null
    rarity: number | null
    vector: string | null
    run_id: string
    changed_at: Date
  }
  'data_coordination.link_change': {
    id: Generated<string>
    seq: Generated<bigint>
    link_id: string
    at: Date
    kind: string
    by_id: string
    by_name: string
    reason: string | null
    before: unknown
    after: unknown
  }
  'data_coordination.link_decision': {
    id: string
    seq: Generated<bigint>
    review_id: string
    round: number
    at: Date
    by_id: string
    by_name: string
    decision: string
    person_id: string | null
    reason: string
  }
  'data_coordination.link_review': {
    id: string
    dataset: string
    link_id: string
    row_digest: string
    row_sealed: Buffer
    candidates: unknown
    confidence: number
    run_id: string
    state: string
    round: Generated<number>
    opened_at: Date
    closed_at: Date | null
  }
  'data_coordination.linkage_run': {
    id: string
    dataset: string
    asked_by: string
    started_at: Date
    ended_at: Date | null
    model: unknown
    rows: Generated<bigint>
    unchanged: Generated<bigint>
    pairs: Generated<bigint>
    matched: Generated<bigint>
    grey: Generated<bigint>
    merged: Generated<bigint>
  }
  'data_coordination.linkage_setting': {
    dataset: string
    match_from: number
    none_under: number
    eyes: number
    survivorship: unknown
    changed_at: Date
    changed_by: string
  }
  'data_coordination.measure': {
    gateway_id: string
    minute: Date
    side: string
    client: string
    service: string
    count: number
    failed: number
    durations: number[]
  }
  'data_coordination.member': {
    id: string
    class: string
    code: string
    organisation_id: string | null
    name_vi: string
    name_en: string
    since: Date
    removed_at: Date | null
  }
  'data_coordination.pipeline': {
    dataset: string
    version: number
    definition: unknown
    schedule: string | null
    created_by: string
    created_by_name: string
    created_at: Date
  }
  'data_coordination.record_merge': {
    id: string
    dataset: string
    person_id: string | null
    row_keys: string[]
    digest: Buffer
    rows_sealed: Buffer
    golden_sealed: Buffer
    provenance: unknown
    run_id: string
    state: string
    merged_at: Date
  }
  'data_coordination.record_merge_change': {
    id: string
    seq: Generated<bigint>
    merge_id: string
    at: Date
    kind: string
    by_id: string
    by_name: string
    reason: string
  }
  'data_coordination.reported_use': {
    gateway_id: string
    request_id: string
    at: Date
    service: string
    client: string
    known: boolean
  }
  'data_coordination.rule_result': {
    run_id: string
    rule_id: string
    dataset: string
    at: Date
    severity: string
    rows: bigint
    failed: bigint
    passed: boolean
    measured: number | null
    samples: string[]
  }
  'data_coordination.run': {
    id: string
    dataset: string
    pipeline_version: number
    ask: unknown
    until_step: string
    state: string
    actor: unknown
    tries: Generated<number>
    cancel_asked: Generated<boolean>
    error: unknown
    watermark: string | null
    asked_at: Date
    started_at: Date | null
    ended_at: Date | null
  }
  'data_coordination.run_step': {
    run_id: string
    step: string
    state: string
    started_at: Date
    ended_at: Date | null
    rows: bigint | null
    detail: unknown
  }
  'data_coordination.service': {
    id: string
    code: string
    subsystem_id: string
    kind: string
    version: string
    state: string
    sunset_on: CivilDate | null
    title_vi: string
    title_en: string
    description_vi: string
    description_en: string
    layer: string
    data_class: string
    basis: string
    endpoints: unknown
    fields: unknown
    subject: unknown
    timeout_ms: number
    accepts_id: boolean
    keeps_bodies: boolean
    availability: string
    p95_ms: number
    target_url: string
    found_by: string
    published_at: Date
    changed_at: Date
  }
  'data_coordination.service_version': {
    service_id: string
    version: string
    contract: string
    sha256: string
    published_at: Date
    published_by: string
  }
  'data_coordination.source': {
    id: string
    title: string
    owner: string
    kind: string
    settings: unknown
    secret: Buffer | null
    created_by: string
    created_at: Date
    retired_at: Date | null
  }
  'data_coordination.source_upload': {
    id: string
    name: string
    size: bigint
    received: Generated<bigint>
    sha256: string | null
    created_by: string
    created_at: Date
  }
  'data_coordination.standing': {
    one: Generated<boolean>
    version: bigint
  }
  'data_coordination.subsystem': {
    id: string
    member_id: string
    code: string
    name_vi: string
    name_en: string
    plain: Generated<boolean>
    since: Date
    removed_at: Date | null
  }
  'data_coordination.system_certificate': {
    subsystem_id: string
    fingerprint: string
    subject: string
    not_after: Date
    added_at: Date
  }
  'data_coordination.term': {
    code: string
    title_vi: string
    title_en: string
    type: string
    code_list: string | null
    pattern: string | null
    personal: boolean
    aliases: string[]
    added_at: Date
  }
}
