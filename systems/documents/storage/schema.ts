import type { Generated } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'documents.credential': {
    id: string
    document_id: string
    key_thumbprint: string
    list_id: number
    position: number
    issued_at: Date
  }
  'documents.document': {
    id: string
    case_id: string
    type: string
    holder_id: string
    keeper_ids: Generated<string[]>
    claims: unknown
    number: string
    organisation_id: string
    agency_name: string
    signer_id: string
    signer_name: string
    confirmation_id: string
    shown_digest: Buffer
    code: string
    valid_until: CivilDate | null
    state: string
    ordered_at: Date
    issued_at: Date | null
    revoked_at: Date | null
    revocation: unknown
  }
  'documents.number_count': {
    prefix: string
    last: number
  }
  'documents.pdf': {
    document_id: string
    stencil_digest: Buffer
    rest: Buffer
    sha256: Buffer
    certificate: string
  }
  'documents.proof_nonce': {
    nonce: string
    account_id: string
    expires_at: Date
  }
  'documents.status_entry': {
    list_id: number
    position: number
    document_id: string
  }
  'documents.status_list': {
    id: number
    size: number
    bits: Buffer
    version: Generated<number>
  }
  'documents.stencil': {
    digest: Buffer
    bytes: Buffer
  }
}
