import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type Unit = {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly province: string
}

/** All communes of a province, or all provinces. */
export async function listUnits(db: Kysely<Schema>, province?: string): Promise<Unit[]> {
  const query = db.selectFrom('population.unit').selectAll()
  return province === undefined
    ? query.where('kind', 'in', ['province', 'municipality']).orderBy('code').execute()
    : query
        .where('province', '=', province)
        .where('kind', 'in', ['ward', 'commune', 'special-zone'])
        .orderBy('name')
        .execute()
}

export function allUnits(db: Kysely<Schema>): Promise<Unit[]> {
  return db.selectFrom('population.unit').selectAll().execute()
}

/** The two digits of the province in which a commune lies. */
export async function findProvince(
  db: Kysely<Schema>,
  communeCode: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('population.unit')
    .select('province')
    .where('code', '=', communeCode)
    .executeTakeFirst()
  return row?.province
}
