import type { TxResult } from './application.ts'
import {
  type BlockId,
  type Commit,
  commitHash,
  commitMessage,
  forBlock,
  type Header,
  headerHash,
  headerMessage,
  hexText,
  keyType,
  timeText,
  type Validator,
  validatorsHash,
  voteBytes,
} from './signed-block.ts'
import type { ValidatorKey } from './validator-key.ts'
import * as wire from './wire.ts'

/** The last block as the next one needs it. */
export type Parent = {
  readonly header: Header
  readonly commit: Commit
  readonly appHash: string
  readonly resultsHash: string
}

const blockProtocol = '11'
const partLength = 65_536

/** The root over the results that all must get alike (CometBFT's `LastResultsHash`). */
export function resultsHash(results: readonly TxResult[]): string {
  return hexText(
    wire.merkleRoot(
      results.map((it) =>
        wire.join(
          wire.whole(1, BigInt(it.code)),
          wire.bytes(2, it.data),
          wire.whole(5, it.gasWanted),
          wire.whole(6, it.gasUsed),
        ),
      ),
    ),
  )
}

/** The one validator of a chain that one machine keeps. */
export function soleValidator({ key, address }: ValidatorKey): Validator {
  const value = Buffer.from(key).toString('base64')
  return { address: hexText(address), pub_key: { type: keyType, value }, voting_power: '10' }
}

/** Makes a block as CometBFT would, and decides it with the only vote there is. */
export function sealBlock(
  order: {
    readonly chainId: string
    readonly maxBytes: number
    readonly time: { readonly seconds: number; readonly nanos: number }
    readonly txs: readonly Uint8Array[]
  },
  parent: Parent | { readonly appHash: string },
  key: ValidatorKey,
): { readonly header: Header; readonly commit: Commit } {
  const before = 'header' in parent ? parent : undefined
  const set = hexText(validatorsHash([soleValidator(key)]))
  const noLeaves = hexText(wire.merkleRoot([]))
  const header: Header = {
    version: { block: blockProtocol },
    chain_id: order.chainId,
    height: String(Number(before?.header.height ?? 0) + 1),
    time: timeText(order.time),
    last_block_id: before?.commit.block_id ?? { hash: '', parts: { total: 0, hash: '' } },
    last_commit_hash: hexText(commitHash({ signatures: before?.commit.signatures ?? [] })),
    data_hash: hexText(wire.merkleRoot(order.txs.map((it) => wire.digest(it)))),
    validators_hash: set,
    next_validators_hash: set,
    consensus_hash: hexText(
      wire.digest(wire.join(wire.whole(1, BigInt(order.maxBytes)), wire.whole(2, -1n))),
    ),
    app_hash: parent.appHash,
    last_results_hash: before?.resultsHash ?? noLeaves,
    evidence_hash: noLeaves,
    proposer_address: hexText(key.address),
  }
  const blockId = {
    hash: hexText(headerHash(header)),
    parts: blockParts(header, before?.commit, order.txs),
  }
  return { header, commit: decide(header, blockId, key) }
}

/** A block travels in parts, and what is signed names the root over them. */
export function blockParts(
  header: Header,
  lastCommit: Commit | undefined,
  txs: readonly Uint8Array[],
): BlockId['parts'] {
  const block = wire.join(
    wire.nested(1, headerMessage(header)),
    wire.nested(2, wire.join(...txs.map((it) => wire.nested(1, it)))),
    wire.nested(3, new Uint8Array(0)),
    wire.nested(4, commitMessage(lastCommit)),
  )
  const total = Math.ceil(block.length / partLength)
  const parts = Array.from({ length: total }, (_, at) =>
    block.subarray(at * partLength, (at + 1) * partLength),
  )
  return { total, hash: hexText(wire.merkleRoot(parts)) }
}

function decide(header: Header, blockId: BlockId, key: ValidatorKey): Commit {
  const vote = {
    block_id_flag: forBlock,
    validator_address: hexText(key.address),
    timestamp: header.time,
    signature: null,
  }
  const unsigned: Commit = {
    height: header.height,
    round: 0,
    block_id: blockId,
    signatures: [vote],
  }
  const signature = Buffer.from(key.sign(voteBytes(header.chain_id, unsigned, 0)))
  return { ...unsigned, signatures: [{ ...vote, signature: signature.toString('base64') }] }
}
