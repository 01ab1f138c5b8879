/**
 * What CometBFT 0.38 signs, in the JSON form of its own RPC (`/commit`, `/validators`), so that
 * other programs can read it: whole numbers are decimal text, hashes and addresses upper-case hex,
 * keys and signatures base64, times RFC 3339 with up to nine digits of a second.
 */
export type BlockId = {
  readonly hash: string
  readonly parts: { readonly total: number; readonly hash: string }
}

export type Header = {
  readonly version: { readonly block: string; readonly app?: string }
  readonly chain_id: string
  readonly height: string
  readonly time: string
  readonly last_block_id: BlockId
  readonly last_commit_hash: string
  readonly data_hash: string
  readonly validators_hash: string
  readonly next_validators_hash: string
  readonly consensus_hash: string
  /** The state's hash after the block before this one. */
  readonly app_hash: string
  readonly last_results_hash: string
  readonly evidence_hash: string
  readonly proposer_address: string
}

export type CommitSignature = {
  /** 1 absent, 2 for the block, 3 for none. */
  readonly block_id_flag: number
  readonly validator_address: string
  readonly timestamp: string
  readonly signature: string | null
}

export type Commit = {
  readonly height: string
  readonly round: number
  readonly block_id: BlockId
  readonly signatures: readonly CommitSignature[]
}

export type Validator = {
  readonly address: string
  readonly pub_key: { readonly type: string; readonly value: string }
  readonly voting_power: string
}

/** A header with the signatures that decided it and the validators who could sign. */
export type SignedBlock = {
  readonly header: Header
  readonly commit: Commit
  readonly validators: readonly Validator[]
}
