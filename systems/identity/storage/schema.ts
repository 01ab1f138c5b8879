import type { CivilDate } from '#kernel/civil-date'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'identity.account': {
    id: string
    person_id: string
    name: string
    level: number
    state: string
    locked_by: string | null
    lock_reason: string | null
    opened_at: Date
    changed_at: Date
  }
  'identity.approval': {
    id: string
    account_id: string | null
    browser: Buffer
    number: number
    tries: number
    state: string
    screen: string
    ip: string
    requested_at: Date
    expires_at: Date
  }
  'identity.attempt': {
    key: Buffer
    count: number
    ends_at: Date
  }
  'identity.challenge': {
    id: string
    kind: string
    challenge: Buffer
    browser: Buffer | null
    account_id: string | null
    subject: unknown
    expires_at: Date
  }
  'identity.client': {
    id: string
    name_vi: string
    name_en: string
    kind: string
    secret_sha256: string | null
    redirect_uris: string[]
    logout_uris: string[]
    backchannel_uri: string | null
    scopes: string[]
    sector: string | null
    require_par: boolean
    dpop: boolean
    id_token_algorithm: string
    created_at: Date
    disabled_at: Date | null
  }
  'identity.confirmation': {
    id: string
    account_id: string
    credential_id: Buffer
    digest: Buffer
    authenticator_data: Buffer
    client_data: Buffer
    signature: Buffer
    at: Date
  }
  'identity.consent': {
    id: string
    account_id: string
    client_id: string
    scopes: string[]
    claims: string[]
    grant_id: string
    given_at: Date
    withdrawn_at: Date | null
  }
  'identity.device': {
    id: string
    account_id: string
    public_key: unknown
    name: string
    registered_at: Date
    last_used_at: Date | null
    revoked_at: Date | null
  }
  'identity.log_in': {
    id: string
    account_id: string
    at: Date
    method: string
    outcome: string
    browser: string
    ip: string
  }
  'identity.office': {
    id: string
    person_id: string
    organisation_id: string
    role: string
    title_vi: string
    title_en: string
    unit_code: string | null
    since_on: CivilDate
    until_on: CivilDate | null
  }
  'identity.oidc_entity': {
    model: string
    id_sha256: Buffer
    id_sealed: Buffer
    payload: unknown
    grant_id: string | null
    account_id: string | null
    user_code: string | null
    uid: string | null
    consumed_at: Date | null
    expires_at: Date | null
  }
  'identity.one_time_code': {
    account_id: string
    kind: string
    sha256: Buffer
    tries: number
    expires_at: Date
  }
  'identity.organisation': {
    id: string
    kind: string
    name_vi: string
    name_en: string
    unit_code: string | null
    tax_code: string | null
    parent_id: string | null
    commune: string | null
    detail: string | null
  }
  'identity.passkey': {
    id: string
    account_id: string
    credential_id: Buffer
    public_key: Buffer
    counter: bigint
    transports: string[]
    name: string
    backed_up: boolean
    created_at: Date
    last_used_at: Date | null
    revoked_at: Date | null
  }
  'identity.proofing': {
    id: string
    account_id: string
    kind: string
    official_account_id: string
    official_name: string
    evidence: unknown
    at: Date
  }
  'identity.session': {
    id: string
    account_id: string
    token_sha256: Buffer
    method: string
    authenticated_at: Date
    created_at: Date
    last_used_at: Date
    ends_at: Date
    browser: string
    ip: string
    ended_at: Date | null
  }
  'identity.signing_key': {
    kid: string
    algorithm: string
    sealed: Buffer
    public_key: unknown
    created_at: Date
    signs_from: Date
    ends_at: Date
  }
  'identity.totp': {
    account_id: string
    sealed: Buffer
    created_at: Date
    confirmed_at: Date | null
    last_step: bigint
  }
}
