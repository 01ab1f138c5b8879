import { type Kysely, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

/** One step in the life of the registry. */
export type Change = {
  readonly id: Id<'change'>
  readonly version: number
  readonly at: Date
  readonly actorId: string
  readonly actorName: string
  readonly kind: string
  readonly subject: string
  readonly words: Words
}

/** Moves the registry on to its next version; others who change it wait until the end. */
export async function nextVersion(tx: Transaction<Schema>): Promise<number> {
  const { rows } = await sql<{ version: bigint }>`
    update data_coordination.standing set version = version + 1 returning version`.execute(tx)
  return Number(rows[0]?.version)
}

export async function readVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: bigint }>`
    select version from data_coordination.standing`.execute(db)
  return Number(rows[0]?.version)
}

export async function insertChange(tx: Transaction<Schema>, it: Change): Promise<void> {
  await tx
    .insertInto('data_coordination.change')
    .values({
      id: it.id,
      version: BigInt(it.version),
      at: it.at,
      actor_id: it.actorId,
      actor_name: it.actorName,
      kind: it.kind,
      subject: it.subject,
      words_vi: it.words.vi,
      words_en: it.words.en,
    })
    .execute()
}

/** Changes, newest first, before the one with the id `before`. */
export async function listChanges(
  db: Db,
  where: { subject?: string | undefined; before?: Id<'change'> | undefined },
  limit: number,
): Promise<Change[]> {
  let query = db
    .selectFrom('data_coordination.change')
    .selectAll()
    .orderBy('version', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (where.subject) query = query.where('subject', '=', where.subject)
  if (where.before) {
    query = query.where(sql<boolean>`(version, id) < (select version, id
      from data_coordination.change where id = ${where.before})`)
  }
  const rows = await query.execute()
  return rows.map((it) => ({
    id: it.id as Id<'change'>,
    version: Number(it.version),
    at: it.at,
    actorId: it.actor_id,
    actorName: it.actor_name,
    kind: it.kind,
    subject: it.subject,
    words: { vi: it.words_vi, en: it.words_en },
  }))
}
