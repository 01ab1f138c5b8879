import type { Generated } from 'kysely'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'blockchain.checkpoint': {
    log: string
    size: bigint
    root: Buffer
    chain: string
    height: bigint
    anchored_at: Date
    proof: unknown
  }
  'blockchain.hand_over': {
    id: Generated<bigint>
    log: string
    records: number
    handed_at: Date
    first_leaf: bigint | null
    leaves: Buffer | null
  }
  'blockchain.log': {
    name: string
    size: Generated<bigint>
  }
  'blockchain.record': {
    id: string
    hand_over: bigint
    nth: number
    digest: Buffer
    salt: Buffer | null
    forgotten_at: Date | null
  }
  'blockchain.signed_block': {
    chain: string
    height: bigint
    header: unknown
    commit: unknown
    validators: string
  }
  'blockchain.tile': {
    log: string
    level: number
    index: bigint
    hashes: Buffer
  }
  'blockchain.validator_set': {
    hash: string
    validators: unknown
  }
  'blockchain.verified_source': {
    chain_id: bigint
    address: Buffer
    contract: string
    match: string
    abi: unknown
    input: unknown
    verified_at: Date
  }
}
