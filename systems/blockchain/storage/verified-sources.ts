import type pg from 'pg'
import type { Abi } from 'viem'

export type KeptSource = {
  readonly contract: string
  readonly match: 'exact' | 'code'
  readonly abi: unknown[]
  readonly input: unknown
  readonly verifiedAt: Date
}

/** Keeps a source; an exact one is never replaced by one whose metadata differ. */
export async function saveSource(
  pool: pg.Pool,
  chainId: number,
  address: Uint8Array,
  { contract, match, abi, input, verifiedAt }: KeptSource,
): Promise<void> {
  await pool.query(
    `insert into blockchain.verified_source
       (chain_id, address, contract, match, abi, input, verified_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (chain_id, address) do update set contract = excluded.contract,
       match = excluded.match, abi = excluded.abi, input = excluded.input,
       verified_at = excluded.verified_at
     where blockchain.verified_source.match = 'code'`,
    [
      chainId,
      Buffer.from(address),
      contract,
      match,
      JSON.stringify(abi),
      JSON.stringify(input),
      verifiedAt,
    ],
  )
}

export async function findSource(
  pool: pg.Pool,
  chainId: number,
  address: Uint8Array,
): Promise<KeptSource | undefined> {
  const { rows } = await pool.query<KeptSource>(
    `select contract, match, abi, input, verified_at as "verifiedAt"
     from blockchain.verified_source where chain_id = $1 and address = $2`,
    [chainId, Buffer.from(address)],
  )
  return rows[0]
}

/** The interfaces of contracts with verified sources, by address (0x…, lower case). */
export async function findInterfaces(
  pool: pg.Pool,
  chainId: number,
  addresses: readonly Uint8Array[],
): Promise<ReadonlyMap<string, Abi>> {
  const { rows } = await pool.query<{ address: Buffer; abi: Abi }>(
    `select address, abi from blockchain.verified_source
     where chain_id = $1 and address = any ($2::bytea[])`,
    [chainId, addresses.map((it) => Buffer.from(it))],
  )
  return new Map(rows.map((it) => [`0x${it.address.toString('hex')}`, it.abi]))
}
