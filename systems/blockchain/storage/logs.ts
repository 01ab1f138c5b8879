import type pg from 'pg'
import { sha256 } from '#kernel/digest'
import type { LogName } from '../domain/log.ts'
import {
  grow,
  hashBytes,
  openTiles,
  type ReadTile,
  type Tile,
  type TileId,
} from '../domain/merkle-tree.ts'

export type LogSize = { readonly log: LogName; readonly size: number }

/** Records that one step takes at most, so that none holds its locks for long. */
const mostRecords = 50_000
const mostHandOvers = 20_000

/**
 * Puts records that wait into their trees, in the order in which their transactions became visible:
 * what the statement sees is placed, and what it does not see comes after it, so there are no gaps.
 * One transaction of five round trips, however many records. Gives how many were placed; none where
 * another process is at it.
 */
export async function growLogs(pool: pg.Pool): Promise<number> {
  const client = await pool.connect()
  let lost: Error | undefined
  try {
    const [, lock] = (await client.query(
      'begin; select pg_try_advisory_xact_lock(764006) as mine',
    )) as unknown as [unknown, pg.QueryResult<{ mine: boolean }>]
    const taken = lock.rows[0]?.mine ? await placeWaiting(client) : 0
    await client.query('commit')
    return taken
  } catch (error) {
    lost = error as Error
    throw error
  } finally {
    client.release(lost)
  }
}

async function placeWaiting(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<LogSize & { leaves: Buffer }>(takeWaiting, [
    mostHandOvers,
    mostRecords,
  ])
  if (rows.length === 0) return 0
  const open = await readTiles(
    client,
    rows.flatMap(({ log, size }) => openTiles(size).map((it) => ({ log, ...it }))),
  )
  const tiles = rows.flatMap(({ log, size, leaves }) =>
    grow(size, leaves, open(log), sha256).map((it) => ({ log, ...it })),
  )
  await writeTiles(client, tiles)
  return rows.reduce((sum, it) => sum + it.leaves.length / hashBytes, 0)
}

const takeWaiting = `
  with seen as (
    select id, log, records, leaves, sum(records) over (order by id) as up_to
    from (select id, log, records, leaves from blockchain.hand_over
          where first_leaf is null order by id limit $1) oldest
  ), taken as (
    select id, log, leaves, sum(records) over (partition by log) as added,
      sum(records) over (partition by log order by id) - records as before
    from seen where up_to - records < $2
  ), grown as (
    insert into blockchain.log (name, size) select distinct log, added from taken
    on conflict (name) do update set size = log.size + excluded.size
    returning name, size
  ), placed as (
    update blockchain.hand_over it set leaves = null, first_leaf = size - added + before
    from taken join grown on name = log where it.id = taken.id
  )
  select log, (size - added)::float8 as size, string_agg(leaves, '' order by id) as leaves
  from taken join grown on name = log group by log, size, added`

async function writeTiles(
  client: pg.ClientBase,
  tiles: readonly (Tile & { log: LogName })[],
): Promise<void> {
  let at = 1
  const places = tiles.map((it) => {
    const place = at
    at += it.hashes.length
    return place
  })
  await client.query(
    `insert into blockchain.tile (log, level, index, hashes)
     select log, level, index, substr($6::bytea, place, length)
     from unnest($1::text[], $2::smallint[], $3::bigint[], $4::integer[], $5::integer[])
       as t(log, level, index, place, length)
     on conflict (log, level, index) do update set hashes = excluded.hashes`,
    [
      tiles.map((it) => it.log),
      tiles.map((it) => it.level),
      tiles.map((it) => it.index),
      places,
      tiles.map((it) => it.hashes.length),
      Buffer.concat(tiles.map((it) => it.hashes)),
    ],
  )
}

/** Reads tiles of one or several logs in one statement. */
export async function readTiles(
  client: pg.ClientBase | pg.Pool,
  tiles: readonly (TileId & { log: LogName })[],
): Promise<(log: LogName) => ReadTile> {
  const { rows } = await client.query<{
    log: string
    level: number
    index: string
    hashes: Buffer
  }>(
    `select tile.log, tile.level, tile.index::text, hashes
     from unnest($1::text[], $2::smallint[], $3::bigint[]) as t(log, level, index)
     join blockchain.tile using (log, level, index)`,
    [tiles.map((it) => it.log), tiles.map((it) => it.level), tiles.map((it) => it.index)],
  )
  const found = new Map(rows.map((it) => [`${it.log}/${it.level}/${it.index}`, it.hashes]))
  return (log) =>
    ({ level, index }) =>
      found.get(`${log}/${level}/${index}`)
}

/** All logs with their sizes. */
export async function listLogs(pool: pg.Pool): Promise<LogSize[]> {
  const { rows } = await pool.query<LogSize>(
    'select name as log, size::float8 as size from blockchain.log order by name',
  )
  return rows
}
