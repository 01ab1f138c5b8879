import { keeper } from '#portal/keeper.ts'
import { encodeText, sign } from '#portal/keys.ts'

/**
 * The wallet on this device: each credential with a key pair of its own, made here and not
 * exportable, kept in the browser's database. Nobody can take the key away, the portal's own
 * program included.
 */
export type Held = {
  readonly documentId: string
  readonly accountId: string
  readonly vct: string
  /** The issued SD-JWT VC with all its disclosures. */
  readonly credential: string
  readonly keys: CryptoKeyPair
  readonly addedAt: string
}

const store = keeper<Held>('ndc-wallet', 'credentials', ['accountId', 'documentId'])

export const keep = store.keep

export function forget(accountId: string, documentId: string): Promise<void> {
  return store.forget([accountId, documentId])
}

/** What this account holds on this device. */
export async function heldBy(accountId: string): Promise<Held[]> {
  const all = await store.all()
  return all.filter((it) => it.accountId === accountId)
}

/** A JWT signed with the device's key (ES256). */
export async function signJwt(
  key: CryptoKey,
  header: Record<string, unknown>,
  payload: Record<string, unknown>,
): Promise<string> {
  const input = [{ alg: 'ES256', ...header }, payload]
    .map((it) => encodeText(JSON.stringify(it)))
    .join('.')
  return `${input}.${await sign(key, input)}`
}
