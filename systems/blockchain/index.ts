import type { Purpose } from '#kernel/access'
import type { Kernel, Room } from '#kernel/system'
import { type Anchoring, openAnchoring } from './anchoring.ts'
import type { FirstMember } from './center-network.ts'
import { openChainClient } from './chain-client.ts'
import { openExplorer } from './explorer.ts'
import { accountRoutes } from './http/accounts.ts'
import { blockRoutes } from './http/blocks.ts'
import { kitRoutes } from './http/kit.ts'
import { memberRoutes } from './http/members.ts'
import { proofRoutes } from './http/proofs.ts'
import { rpcRoutes } from './http/rpc.ts'
import { sourceRoutes } from './http/sources.ts'
import { systemContractRoutes } from './http/system-contracts.ts'
import { voteRoutes } from './http/votes.ts'
import { openInterfaces } from './interfaces.ts'
import { sealAudit } from './jobs/seal-audit.ts'
import { openMembers } from './members.ts'
import type { Needs } from './needs.ts'
import type { Schema } from './storage/schema.ts'
import { openVoting } from './voting.ts'

/** The door of the national blockchain platform. */
export type Blockchain = Room & Pick<Anchoring, 'anchor' | 'forget' | 'find'>

const purposes: Record<string, Purpose> = {
  'blockchain.vote': {
    words: { vi: 'Biểu quyết trên chuỗi khối quốc gia', en: 'Votes on the national blockchain' },
    basis: 'Luật Dữ liệu 60/2024/QH15',
  },
}

/**
 * @param node Where a node of the chain takes JSON-RPC now; undefined while there is none.
 * @param kept Members whose keys this center keeps.
 */
export function openBlockchain(
  kernel: Kernel,
  node: () => string | undefined,
  kept: readonly FirstMember[],
): Blockchain {
  const db = kernel.database.room<Schema>('blockchain')
  const chain = openChainClient(node)
  const members = openMembers(chain, kernel.clock)
  const pool = kernel.database.pool('blockchain')
  const interfaces = openInterfaces({ pool, chain, clock: kernel.clock })
  const explorer = openExplorer(chain, members, interfaces)
  const anchoring = openAnchoring(kernel, chain)
  const voting = openVoting({ chain, members, secrets: kernel.secrets }, kept)
  const needs: Needs = { kernel, db, chain, members, explorer, interfaces }
  return {
    name: 'blockchain',
    title: { vi: 'Nền tảng chuỗi khối quốc gia', en: 'National blockchain platform' },
    purposes,
    routes: async (app) => {
      await app.register(rpcRoutes(needs))
      await app.register(blockRoutes(needs))
      await app.register(accountRoutes(needs))
      await app.register(memberRoutes(needs))
      await app.register(voteRoutes(needs, voting))
      await app.register(systemContractRoutes())
      await app.register(kitRoutes())
      await app.register(proofRoutes({ pool, chain, anchoring }))
      await app.register(sourceRoutes({ pool, chain, clock: kernel.clock, interfaces }))
    },
    jobs: { 'seal-audit': sealAudit(kernel, anchoring) },
    start: async () => anchoring.start(),
    stop: () => anchoring.stop(),
    anchor: anchoring.anchor,
    forget: anchoring.forget,
    find: anchoring.find,
  }
}

export type { Anchored, AnchorRecord } from './anchoring.ts'
export type { LogName } from './domain/log.ts'
export type { RecordProof } from './domain/record-proof.ts'
