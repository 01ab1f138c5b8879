import type { Generated } from 'kysely'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'trust_services.certificate': {
    serial: string
    profile: string
    holder: string
    person_id: string | null
    common_name: string
    issuer_serial: string
    key_id: string | null
    key_identifier: string
    url: string
    der: Buffer
    not_before: Date
    not_after: Date
    serves_until: Date
    superseded_at: Date | null
    revoked_at: Date | null
    revocation_reason: string | null
    revoked_by: string | null
    barred: Generated<boolean>
  }
  'trust_services.key': {
    id: string
    store: string
    curve: string
    public_key: Buffer
    sealed: Buffer | null
    created_at: Date
    destroyed_at: Date | null
  }
  'trust_services.revocation_list': {
    issuer_serial: string
    number: bigint
    this_update: Date
    next_update: Date
    der: Buffer
  }
  'trust_services.signature': {
    id: string
    at: Date
    serial: string
    kind: string
    digest: Buffer
    reference: string
    shown_digest: Buffer | null
    confirmation_id: string | null
  }
}
