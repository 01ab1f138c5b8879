import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { SourceSettings } from '../domain/source.ts'
import { ownedBy } from './datasets.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Source = {
  readonly id: Id<'source'>
  readonly title: string
  /** The member whose data it is, as `VN/GOV/MOJ`. */
  readonly owner: string
  readonly settings: SourceSettings
  /** Sealed. */
  readonly secret: Buffer | null
  readonly createdAt: Date
}

export async function insertSource(db: Db, it: Source & { createdBy: string }): Promise<void> {
  await db
    .insertInto('data_coordination.source')
    .values({
      id: it.id,
      title: it.title,
      owner: it.owner,
      kind: it.settings.kind,
      settings: JSON.stringify(it.settings),
      secret: it.secret,
      created_by: it.createdBy,
      created_at: it.createdAt,
    })
    .execute()
}

/** Changes how a source is reached; runs already made stay as they are. */
export async function updateSource(
  db: Db,
  it: Pick<Source, 'id' | 'title' | 'settings' | 'secret'>,
): Promise<void> {
  await db
    .updateTable('data_coordination.source')
    .set({
      title: it.title,
      kind: it.settings.kind,
      settings: JSON.stringify(it.settings),
      secret: it.secret,
    })
    .where('id', '=', it.id)
    .execute()
}

export async function retireSource(db: Db, id: Id<'source'>, now: Date): Promise<void> {
  await db
    .updateTable('data_coordination.source')
    .set({ retired_at: now, secret: null })
    .where('id', '=', id)
    .execute()
}

export async function findSource(db: Db, id: string): Promise<Source | undefined> {
  const row = await db
    .selectFrom('data_coordination.source')
    .selectAll()
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  return row && sourceOf(row)
}

export async function listSources(
  db: Db,
  owners: 'all' | readonly string[],
  limit: number,
): Promise<Source[]> {
  const rows = await db
    .selectFrom('data_coordination.source')
    .selectAll()
    .where('retired_at', 'is', null)
    .where(ownedBy(owners))
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(sourceOf)
}

function sourceOf(row: Selectable<Schema['data_coordination.source']>): Source {
  return {
    id: row.id as Id<'source'>,
    title: row.title,
    owner: row.owner,
    settings: row.settings as SourceSettings,
    secret: row.secret,
    createdAt: row.created_at,
  }
}

export type SourceUpload = {
  readonly id: Id<'source-upload'>
  readonly name: string
  readonly size: number
  readonly received: number
  /** Of the whole file, once it is here. */
  readonly sha256: string | null
  readonly createdBy: string
}

export async function insertUpload(db: Db, it: SourceUpload, now: Date): Promise<void> {
  await db
    .insertInto('data_coordination.source_upload')
    .values({
      id: it.id,
      name: it.name,
      size: BigInt(it.size),
      created_by: it.createdBy,
      created_at: now,
    })
    .execute()
}

export async function findUpload(db: Db, id: string): Promise<SourceUpload | undefined> {
  const row = await db
    .selectFrom('data_coordination.source_upload')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      id: row.id as Id<'source-upload'>,
      name: row.name,
      size: Number(row.size),
      received: Number(row.received),
      sha256: row.sha256,
      createdBy: row.created_by,
    }
  )
}

/** Notes how far a file has come. False when another call was faster. */
export async function advanceUpload(
  db: Db,
  id: string,
  from: number,
  to: number,
  sha256: string | null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update data_coordination.source_upload
    set received = ${to}, sha256 = ${sha256} where id = ${id} and received = ${from}`.execute(db)
  return numAffectedRows === 1n
}

/** Holds an upload still. Returns how far it has come. */
export async function lockUpload(tx: Transaction<Schema>, id: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('data_coordination.source_upload')
    .select('received')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && Number(row.received)
}
