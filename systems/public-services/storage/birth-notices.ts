import type { Kysely, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { BirthNotice } from '../domain/birth.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** Takes in a notice. Sent twice it stands once; returns the one that stands. */
export async function insertBirthNotice(
  db: Db,
  it: BirthNotice & { clientId: string },
): Promise<Id<'birth-notice'>> {
  await db
    .insertInto('public_services.birth_notice')
    .values({
      id: it.id,
      number: it.number,
      client_id: it.clientId,
      mother_id: it.motherId,
      born_on: it.bornOn,
      born_at: it.bornAt,
      sex: it.sex,
      weight_grams: it.weightGrams,
      facility: it.facility,
      place: it.place,
      issued_on: it.issuedOn,
    })
    .onConflict((on) => on.columns(['client_id', 'number']).doNothing())
    .execute()
  const row = await db
    .selectFrom('public_services.birth_notice')
    .select('id')
    .where('client_id', '=', it.clientId)
    .where('number', '=', it.number)
    .executeTakeFirstOrThrow()
  return row.id as Id<'birth-notice'>
}

/** Notices for a mother that are free, or used by the given case. */
export async function listBirthNotices(
  db: Db,
  motherId: Id<'person'>,
  caseId: Id<'case'>,
): Promise<BirthNotice[]> {
  const rows = await db
    .selectFrom('public_services.birth_notice')
    .selectAll()
    .where('mother_id', '=', motherId)
    .where((it) => it.or([it('used_by', 'is', null), it('used_by', '=', caseId)]))
    .orderBy('born_on', 'desc')
    .limit(10)
    .execute()
  return rows.map((it) => ({
    id: it.id,
    number: it.number,
    motherId: it.mother_id,
    bornOn: it.born_on,
    bornAt: it.born_at,
    sex: it.sex as 'male' | 'female',
    weightGrams: it.weight_grams,
    facility: it.facility,
    place: it.place,
    issuedOn: it.issued_on,
  }))
}

/** Marks a notice as used by a case. False when another case was faster. */
export async function useBirthNotice(
  tx: Transaction<Schema>,
  id: string,
  caseId: Id<'case'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('public_services.birth_notice')
    .set({ used_by: caseId })
    .where('id', '=', id)
    .where((it) => it.or([it('used_by', 'is', null), it('used_by', '=', caseId)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
