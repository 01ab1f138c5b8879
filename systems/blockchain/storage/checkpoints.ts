import type pg from 'pg'
import type { SignedBlock } from '#engines/chain'
import type { LogName } from '../domain/log.ts'
import type { StateProof } from '../domain/record-proof.ts'

export type Checkpoint = {
  readonly log: LogName
  readonly size: number
  readonly root: Buffer
  readonly chain: string
  /** Of the signed block; the root stands in the state after the one before. */
  readonly height: number
  readonly anchoredAt: Date
}

export type CheckpointProof = Checkpoint & {
  readonly proof: StateProof
  readonly signedBlock: SignedBlock
}

/** Keeps checkpoints whose roots one signed block stands for. Kept before, they stay. */
export async function saveCheckpoints(
  pool: pg.Pool,
  checkpoints: readonly (Checkpoint & { proof: StateProof })[],
  { header, commit, validators }: SignedBlock,
): Promise<void> {
  await pool.query(
    `with signers as (
       insert into blockchain.validator_set (hash, validators) values ($1, $2)
       on conflict do nothing
     ), signed as (
       insert into blockchain.signed_block (chain, height, header, commit, validators)
       values ($3, $4, $5, $6, $1) on conflict do nothing
     )
     insert into blockchain.checkpoint (log, size, root, chain, height, anchored_at, proof)
     select log, size, root, $3, $4::bigint, $7::timestamptz, proof
     from unnest($8::text[], $9::bigint[], $10::bytea[], $11::jsonb[]) as t(log, size, root, proof)
     on conflict do nothing`,
    [
      header.validators_hash,
      JSON.stringify(validators),
      header.chain_id,
      header.height,
      JSON.stringify(header),
      JSON.stringify(commit),
      checkpoints[0]?.anchoredAt,
      checkpoints.map((it) => it.log),
      checkpoints.map((it) => it.size),
      checkpoints.map((it) => it.root),
      checkpoints.map((it) => JSON.stringify(it.proof)),
    ],
  )
}

const columns = `
  checkpoint.log, checkpoint.size::float8 as size, root, checkpoint.chain,
  checkpoint.height::float8 as height, anchored_at as "anchoredAt"`

/** The first checkpoint in which a leaf stands, with all that proves it. */
export async function findCovering(
  pool: pg.Pool,
  log: LogName,
  leaf: number,
): Promise<CheckpointProof | undefined> {
  const { rows } = await pool.query<Checkpoint & ProofRow>(
    `select ${columns}, proof, header, commit, validator_set.validators
     from blockchain.checkpoint join blockchain.signed_block using (chain, height)
       join blockchain.validator_set on validator_set.hash = signed_block.validators
     where log = $1 and size > $2 order by size limit 1`,
    [log, leaf],
  )
  const [row] = rows
  if (!row) return undefined
  const { header, commit, validators, ...checkpoint } = row
  return { ...checkpoint, signedBlock: { header, commit, validators } }
}

type ProofRow = SignedBlock & { readonly proof: StateProof }

/** Checkpoints of a log below `before`, the newest first. */
export async function listCheckpoints(
  pool: pg.Pool,
  log: LogName,
  limit: number,
  before?: number,
): Promise<Checkpoint[]> {
  const { rows } = await pool.query<Checkpoint>(
    `select ${columns} from blockchain.checkpoint
     where log = $1 and size < coalesce($3, 9007199254740992) order by size desc limit $2`,
    [log, limit, before ?? null],
  )
  return rows
}

export async function findCheckpoint(
  pool: pg.Pool,
  log: LogName,
  size: number,
): Promise<Checkpoint | undefined> {
  const { rows } = await pool.query<Checkpoint>(
    `select ${columns} from blockchain.checkpoint where log = $1 and size = $2`,
    [log, size],
  )
  return rows[0]
}

/** Logs that have grown since their last checkpoint. */
export async function listUnanchored(
  pool: pg.Pool,
): Promise<{ log: LogName; size: number; anchored: number }[]> {
  const { rows } = await pool.query(
    `select name as log, log.size::float8 as size, coalesce(anchored, 0)::float8 as anchored
     from blockchain.log left join lateral (
       select checkpoint.size as anchored from blockchain.checkpoint
       where checkpoint.log = log.name order by checkpoint.size desc limit 1) newest on true
     where log.size > coalesce(anchored, 0) order by name`,
  )
  return rows
}
