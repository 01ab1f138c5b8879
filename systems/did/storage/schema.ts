/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'did.presentation': {
    id: string
    account_id: string
    verifier_name: string
    purpose: string
    type: string
    claims: string[]
    nonce: string
    sealed_key: Buffer
    public_key: unknown
    state: string
    created_at: Date
    expires_at: Date
    answered_at: Date | null
    result: unknown
  }
}
