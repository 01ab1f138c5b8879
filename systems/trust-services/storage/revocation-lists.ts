import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

export type RevocationList = {
  readonly issuerSerial: string
  readonly number: bigint
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly der: Buffer
}

export async function findRevocationList(
  db: Kysely<Schema>,
  issuerSerial: string,
): Promise<RevocationList | undefined> {
  const row = await db
    .selectFrom('trust_services.revocation_list')
    .selectAll()
    .where('issuer_serial', '=', issuerSerial)
    .executeTakeFirst()
  return (
    row && {
      issuerSerial,
      number: row.number,
      thisUpdate: row.this_update,
      nextUpdate: row.next_update,
      der: row.der,
    }
  )
}

/** A list of a higher number takes the place of the one before. */
export async function saveRevocationList(
  tx: Transaction<Schema>,
  it: RevocationList,
): Promise<void> {
  const values = {
    number: it.number,
    this_update: it.thisUpdate,
    next_update: it.nextUpdate,
    der: it.der,
  }
  await tx
    .insertInto('trust_services.revocation_list')
    .values({ issuer_serial: it.issuerSerial, ...values })
    .onConflict((conflict) =>
      conflict
        .column('issuer_serial')
        .doUpdateSet(values)
        .where('trust_services.revocation_list.number', '<', it.number),
    )
    .execute()
}
