import { type Static, Type } from 'typebox'
import { BilingualText, Exact, Instant, List, Nullable, Text } from '#kernel/contract'

/** What the explorer shows of the chain. Quantities that may pass 2^53 are decimal strings. */

export const Address = Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', maxLength: 42 })
export const Hash = Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', maxLength: 66 })
const Quantity = Type.String({ pattern: '^[0-9]{1,78}$', maxLength: 78 })
const Height = Type.Integer({ minimum: 0 })

export const BlockParams = Exact({
  id: Type.String({ pattern: '^([0-9]{1,15}|0x[0-9a-fA-F]{64})$', maxLength: 66 }),
})
export const TransactionParams = Exact({ hash: Hash })
export const AccountParams = Exact({ address: Address })
export const BlocksQuery = Exact({ before: Type.Optional(Type.Integer({ minimum: 1 })) })
export const AccountTransactionsQuery = Exact({
  /** Block and place in it of the last one seen: "812-3". */
  before: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}-[0-9]{1,7}$', maxLength: 24 })),
})
export const SearchQuery = Exact({ text: Text(100, 1) })

export const ChainOverview = Type.Object({
  chainId: Type.Integer(),
  height: Height,
  latestAt: Instant,
  /** Which driver makes blocks, and what that is worth. */
  consensus: Type.Enum(['solo', 'cometbft']),
  words: BilingualText,
  syncing: Type.Boolean(),
  peers: Type.Integer(),
  validators: Type.Integer(),
  pending: Type.Integer(),
  /** The lowest block whose state can still be read. */
  oldestState: Height,
  rpcUrl: Text(300),
  /** The last blocks, oldest first: transactions and gas of each. */
  recent: Type.Array(
    Type.Object({ number: Height, at: Instant, transactions: Type.Integer(), gasUsed: Quantity }),
    { maxItems: 60 },
  ),
})
export type ChainOverview = Static<typeof ChainOverview>

export const BlockLine = Type.Object({
  number: Height,
  hash: Hash,
  at: Instant,
  transactions: Type.Integer(),
  gasUsed: Quantity,
  size: Type.Integer(),
})
export type BlockLine = Static<typeof BlockLine>
export const BlockList = List(BlockLine)

/** Who stands behind an address, where the chain knows it. */
export const Party = Type.Object({ address: Address, name: Nullable(BilingualText) })
export type Party = Static<typeof Party>

export const TransactionLine = Type.Object({
  hash: Hash,
  block: Height,
  index: Type.Integer(),
  at: Instant,
  from: Party,
  to: Nullable(Party),
  /** The account that was made, of a deployment. */
  created: Nullable(Address),
  value: Quantity,
  success: Type.Boolean(),
  gasUsed: Quantity,
  /** The function called, in Solidity's words; of an unknown one its selector. */
  call: Nullable(Text(200)),
})
export type TransactionLine = Static<typeof TransactionLine>
export const TransactionList = List(TransactionLine)

export const BlockView = Type.Intersect([
  BlockLine,
  Type.Object({
    parentHash: Hash,
    stateRoot: Hash,
    transactionsRoot: Hash,
    receiptsRoot: Hash,
    gasLimit: Quantity,
    lines: Type.Array(TransactionLine, { maxItems: 10_000 }),
    /** The validators that signed it; null while the next block is not there. */
    signatures: Nullable(Type.Integer()),
  }),
])
export type BlockView = Static<typeof BlockView>

const DecodedField = Type.Object({ name: Text(200), type: Text(200), value: Text(4_000) })
export const LogView = Type.Object({
  address: Party,
  /** The event, where its contract is known. */
  event: Nullable(Text(200)),
  fields: Type.Array(DecodedField, { maxItems: 50 }),
  topics: Type.Array(Hash, { maxItems: 4 }),
  data: Text(200_000),
})
export const TransactionView = Type.Intersect([
  TransactionLine,
  Type.Object({
    nonce: Type.Integer(),
    type: Type.Integer(),
    gas: Quantity,
    gasPrice: Quantity,
    input: Text(400_000),
    /** Of the call, where the contract is known. */
    fields: Type.Array(DecodedField, { maxItems: 50 }),
    logs: Type.Array(LogView, { maxItems: 2_000 }),
  }),
])
export type TransactionView = Static<typeof TransactionView>

export const AccountView = Type.Object({
  address: Address,
  name: Nullable(BilingualText),
  balance: Quantity,
  nonce: Type.Integer(),
  /** Bytes of code; 0: an account that a key holds. */
  codeSize: Type.Integer(),
  /** A contract that came with the chain. */
  system: Type.Boolean(),
})
export type AccountView = Static<typeof AccountView>

export const SearchView = Type.Object({
  kind: Type.Enum(['block', 'transaction', 'account', 'nothing']),
  id: Text(100),
})

export const MemberView = Type.Object({
  id: Type.Integer(),
  name: Text(200),
  standing: Type.Enum(['active', 'suspended', 'removed']),
  gasPerDay: Quantity,
  mayDeploy: Type.Boolean(),
  seated: Type.Boolean(),
  accounts: Type.Integer(),
  validators: Type.Integer(),
  admittedAt: Instant,
})
export type MemberView = Static<typeof MemberView>
export const MemberList = List(MemberView, 1_000)

export const ValidatorView = Type.Object({
  /** Ed25519, hexadecimal. */
  key: Hash,
  power: Quantity,
  member: Type.Integer(),
  memberName: Text(200),
  changedAt: Instant,
})
export type ValidatorView = Static<typeof ValidatorView>
export const ValidatorList = List(ValidatorView, 1_000)

export const ProposalView = Type.Object({
  id: Type.Integer(),
  proposer: Text(200),
  state: Type.Enum(['open', 'executed', 'withdrawn', 'expired']),
  openedAt: Instant,
  expiresAt: Instant,
  reason: Text(4_000),
  target: Party,
  call: Nullable(Text(200)),
  fields: Type.Array(DecodedField, { maxItems: 50 }),
  inFavour: Type.Integer(),
  against: Type.Integer(),
  seats: Type.Integer(),
  /** Votes in favour that carry it. */
  needed: Type.Integer(),
})
export type ProposalView = Static<typeof ProposalView>
export const ProposalList = List(ProposalView)

const SystemContractName = Type.Enum([
  'governance',
  'anchor',
  'didRegistry',
  'credentialRoots',
  'issuers',
  'statusLists',
  'documentHashes',
])
export const SystemContractParams = Exact({ name: SystemContractName })
export const SystemContractView = Type.Object({
  name: SystemContractName,
  words: BilingualText,
  address: Address,
})
export type SystemContractView = Static<typeof SystemContractView>
export const SystemContractList = List(SystemContractView)
/** Functions, events and errors, as the Ethereum contract ABI writes them. */
export const ContractInterface = Type.Array(Type.Unknown(), { maxItems: 1_000 })
