import { type Static, Type } from 'typebox'
import { Exact, Instant, Text } from '#kernel/contract'

/** Sources of contracts on the chain, verified by compiling them. */

export const SourceParams = Exact({
  address: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', maxLength: 42 }),
})
export const SourceSubmit = Exact({
  /** Solidity's Standard JSON input, as text, with the content of every file. */
  standardJson: Text(900_000, 2),
})
export const SourceView = Type.Object({
  contract: Text(400),
  match: Type.Enum(['exact', 'code']),
  compiler: Text(100),
  /** As the Ethereum contract ABI writes them. */
  abi: Type.Array(Type.Unknown(), { maxItems: 5_000 }),
  files: Type.Array(Type.Object({ name: Text(300), content: Text(500_000) }), { maxItems: 300 }),
  settings: Type.Unknown(),
  verifiedAt: Instant,
})
export type SourceView = Static<typeof SourceView>
