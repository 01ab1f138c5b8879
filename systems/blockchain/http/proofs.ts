import type pg from 'pg'
import type { SignedBlock } from '#engines/chain'
import { pageSize } from '#kernel/contract'
import { sha256 } from '#kernel/digest'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import type { Anchored, Anchoring } from '../anchoring.ts'
import type { ChainClient } from '../chain-client.ts'
import {
  AnchoredList,
  CheckpointList,
  CheckpointsQuery,
  ConsistencyQuery,
  ConsistencyView,
  DigestLookUp,
  LogParams,
  LogsView,
  TrustedView,
} from '../contract-proofs.ts'
import { isLogName, type LogName, logNames, logs } from '../domain/log.ts'
import { consistencyRanges, rangeHash, tilesOf } from '../domain/merkle-tree.ts'
import { bytesOf, hexOf } from '../domain/record-proof.ts'
import { type Checkpoint, findCheckpoint, listCheckpoints } from '../storage/checkpoints.ts'
import { listLogs, readTiles } from '../storage/logs.ts'

type Needs = { readonly pool: pg.Pool; readonly chain: ChainClient; readonly anchoring: Anchoring }

const access = { anyone: true, limitPerMinute: 120 } as const

/**
 * /logs, /proofs, /validators — what is anchored, for everybody to check. Whoever holds a content
 * may ask for its proof: its digest is sent, never the content. Nothing here tells whose it is.
 */
export function proofRoutes({ pool, chain, anchoring }: Needs): Routes {
  return async (app) => {
    app.post(
      '/proofs/search',
      {
        config: { access: { anyone: true, limitPerMinute: 60 } },
        schema: {
          operationId: 'proofSearch',
          summary: 'Whether and when a content was anchored, with the proofs, by its SHA-256',
          body: DigestLookUp,
          response: { 200: AnchoredList },
        },
      },
      async ({ body }, reply) => {
        void reply.header('cache-control', 'no-store')
        return { items: (await anchoring.findByDigest(bytesOf(body.digest))).map(viewOf) }
      },
    )

    app.get(
      '/logs',
      {
        config: { access },
        schema: {
          operationId: 'logList',
          summary: 'The logs of this center, their sizes and newest checkpoints',
          response: { 200: LogsView },
        },
      },
      async () => {
        const [sizes, { waiting, waitingSince, trouble }] = await Promise.all([
          listLogs(pool),
          anchoring.state(),
        ])
        const items = await Promise.all(
          sizes.map(async ({ log, size }) => {
            const [newest] = await listCheckpoints(pool, log, 1)
            return {
              log,
              words: logs[log],
              size,
              checkpoint: newest ? checkpointView(newest) : null,
            }
          }),
        )
        return { items, waiting, waitingSince: waitingSince?.toISOString() ?? null, trouble }
      },
    )

    app.get(
      '/logs/:log/checkpoints',
      {
        config: { access },
        schema: {
          operationId: 'checkpointList',
          summary: 'Sizes and roots of a log that stand on the chain, newest first',
          params: LogParams,
          querystring: CheckpointsQuery,
          response: { 200: CheckpointList },
        },
      },
      async ({ params, query: { before, limit = pageSize.default } }) => {
        const found = await listCheckpoints(pool, logOf(params.log), limit, before)
        return { items: found.map(checkpointView) }
      },
    )

    app.get(
      '/logs/:log/consistency',
      {
        config: { access },
        schema: {
          operationId: 'consistencyProof',
          summary:
            'Proof that a log of one checkpoint begins with that of another (RFC 9162, 2.1.4)',
          params: LogParams,
          querystring: ConsistencyQuery,
          response: { 200: ConsistencyView },
        },
      },
      async ({ params, query }) => {
        const log = logOf(params.log)
        const [from, to] = await Promise.all([
          findCheckpoint(pool, log, query.from),
          findCheckpoint(pool, log, query.to),
        ])
        if (!from || !to || from.size > to.size) throw checkpointUnknown()
        const ranges = consistencyRanges(from.size, to.size)
        const ids = tilesOf(ranges).map((it) => ({ log, ...it }))
        const read = (await readTiles(pool, ids))(log)
        const path = ranges.map((it) => hexOf(rangeHash(it, read, sha256)))
        return { log, from: checkpointView(from), to: checkpointView(to), path }
      },
    )

    app.get(
      '/validators/trusted',
      {
        config: { access },
        schema: {
          operationId: 'trustedValidators',
          summary: 'What a check of a proof trusts: keys of validators, owners of logs',
          description:
            'A proof is worth as much as the keys that it is checked with. Whoever doubts this ' +
            'center gets them from a validator, not from here.',
          response: { 200: TrustedView },
        },
      },
      async () => trustedOf(await newestSigned(chain), await anchoring.owner()),
    )
  }
}

async function newestSigned(chain: ChainClient): Promise<SignedBlock> {
  const height = Number(await chain.ask<string>('eth_blockNumber'))
  const block = await chain.ask<SignedBlock | null>('ndc_signedBlock', [`0x${height.toString(16)}`])
  if (!block) throw noBlocksYet()
  return block
}

function trustedOf({ header, validators }: SignedBlock, owner: string) {
  return {
    chainId: header.chain_id,
    validators: validators.map((it) => ({ key: it.pub_key.value, power: it.voting_power })),
    logs: logNames.map((log) => ({ log, owner })),
  }
}

function viewOf(it: Anchored) {
  const { log, handedAt, forgottenAt } = it.record
  const proof = it.state === 'proven' ? it.proof : null
  return {
    state: it.state,
    log,
    logWords: logs[log],
    handedAt: handedAt.toISOString(),
    anchoredAt: proof && new Date(proof.block.header.time).toISOString(),
    forgottenAt: forgottenAt?.toISOString() ?? null,
    proof: proof as never,
  }
}

function checkpointView({ size, root, chain, height, anchoredAt }: Checkpoint) {
  return { size, root: hexOf(root), chain, height, anchoredAt: anchoredAt.toISOString() }
}

function logOf(name: string): LogName {
  if (isLogName(name)) return name
  throw new Problem(404, 'blockchain.log-unknown', {
    vi: 'Không có sổ neo giữ nào mang tên này.',
    en: 'There is no log of this name.',
  })
}

function checkpointUnknown(): Problem {
  return new Problem(404, 'blockchain.checkpoint-unknown', {
    vi: 'Hai kích thước phải là của hai mốc đã neo giữ, mốc cũ đứng trước.',
    en: 'Both sizes must be those of checkpoints, the older one first.',
  })
}

function noBlocksYet(): Problem {
  return new Problem(503, 'blockchain.no-blocks', {
    vi: 'Chuỗi khối chưa có khối nào; hãy thử lại sau ít phút.',
    en: 'The chain has no block yet; try again in a few minutes.',
  })
}
