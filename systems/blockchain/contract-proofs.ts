import { Type } from 'typebox'
import {
  BilingualText,
  Exact,
  IdOf,
  Instant,
  List,
  Nullable,
  pageSize,
  Text,
} from '#kernel/contract'
import { proofMediaType } from './domain/record-proof.ts'

/** Bytes as lower-case hex with 0x. */
const Hex = (bytes: number) =>
  Type.String({ pattern: `^0x[0-9a-f]{${bytes * 2}}$`, maxLength: 2 + bytes * 2 })
const Nodes = Type.Array(Type.String({ pattern: '^0x[0-9a-f]+$', maxLength: 1_202 }), {
  maxItems: 65,
})
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const BlockId = Type.Object({
  hash: Text(64),
  parts: Type.Object({ total: Count, hash: Text(64) }),
})

/** Header, commit and validators as CometBFT's RPC shows them. */
export const SignedBlockView = Type.Object({
  header: Type.Object({
    version: Type.Object({ block: Text(20), app: Type.Optional(Text(20)) }),
    chain_id: Text(50),
    height: Text(20),
    time: Text(40),
    last_block_id: BlockId,
    last_commit_hash: Text(64),
    data_hash: Text(64),
    validators_hash: Text(64),
    next_validators_hash: Text(64),
    consensus_hash: Text(64),
    app_hash: Text(64),
    last_results_hash: Text(64),
    evidence_hash: Text(64),
    proposer_address: Text(40),
  }),
  commit: Type.Object({
    height: Text(20),
    round: Count,
    block_id: BlockId,
    signatures: Type.Array(
      Type.Object({
        block_id_flag: Type.Integer({ minimum: 1, maximum: 3 }),
        validator_address: Text(40),
        timestamp: Text(40),
        signature: Nullable(Text(200)),
      }),
      { maxItems: 1_000 },
    ),
  }),
  validators: Type.Array(
    Type.Object({
      address: Text(40),
      pub_key: Type.Object({ type: Text(50), value: Text(100) }),
      voting_power: Text(20),
    }),
    { maxItems: 1_000 },
  ),
})

/** `application/vnd.ndc.proof+json`, version 1. */
export const ProofView = Type.Object(
  {
    version: Type.Literal(1),
    record: Type.Object({
      id: IdOf('record'),
      commitment: Hex(32),
      salt: Nullable(Hex(32)),
    }),
    tree: Type.Object({
      log: Text(31),
      size: Count,
      leaf: Count,
      path: Type.Array(Hex(32), { maxItems: 64 }),
      root: Hex(32),
    }),
    state: Type.Object({ account: Nodes, root: Nodes, head: Nodes }),
    block: SignedBlockView,
  },
  { title: proofMediaType },
)

export const DigestLookUp = Exact({ digest: Hex(32) })

export const AnchoredView = Type.Object({
  state: Type.Enum(['waiting', 'in-tree', 'proven']),
  log: Text(31),
  logWords: BilingualText,
  handedAt: Instant,
  anchoredAt: Nullable(Instant),
  forgottenAt: Nullable(Instant),
  proof: Nullable(ProofView),
})
export const AnchoredList = List(AnchoredView, 20)

export const LogParams = Exact({ log: Text(31, 1) })

export const CheckpointView = Type.Object({
  size: Count,
  root: Hex(32),
  chain: Text(50),
  height: Count,
  anchoredAt: Instant,
})
export const CheckpointsQuery = Exact({
  before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageSize.max })),
})
export const CheckpointList = List(CheckpointView)

export const LogView = Type.Object({
  log: Text(31),
  words: BilingualText,
  size: Count,
  checkpoint: Nullable(CheckpointView),
})
export const LogsView = Type.Object({
  items: Type.Array(LogView, { maxItems: pageSize.max }),
  waiting: Count,
  waitingSince: Nullable(Instant),
  trouble: Nullable(BilingualText),
})

export const ConsistencyQuery = Exact({
  from: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  to: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})
export const ConsistencyView = Type.Object({
  log: Text(31),
  from: CheckpointView,
  to: CheckpointView,
  path: Type.Array(Hex(32), { maxItems: 64 }),
})

/** The file of trusted keys, and of owners of the logs, that a check asks for. */
export const TrustedView = Type.Object({
  chainId: Text(50),
  validators: Type.Array(
    Type.Object({ key: Text(100), power: Text(20), name: Type.Optional(Text(200)) }),
    { maxItems: 1_000 },
  ),
  logs: Type.Array(Type.Object({ log: Text(31), owner: Hex(20) }), { maxItems: 1_000 }),
})
