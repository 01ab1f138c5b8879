/**
 * The wallet on this device: each credential with a key pair of its own, made here and not
 * exportable (WebCrypto, P-256), kept in the browser's database. Nobody can take the key away,
 * the portal's own program included.
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

const store = 'credentials'

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('ndc-wallet', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(store, { keyPath: ['accountId', 'documentId'] })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The wallet cannot be opened.'))
  })
}

async function within<Result>(
  mode: IDBTransactionMode,
  act: (box: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open()
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction(store, mode).objectStore(store))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The wallet cannot be read.'))
    })
  } finally {
    database.close()
  }
}

export async function keep(held: Held): Promise<void> {
  await within('readwrite', (box) => box.put(held))
}

export async function forget(accountId: string, documentId: string): Promise<void> {
  await within('readwrite', (box) => box.delete([accountId, documentId]))
}

/** What this account holds on this device. */
export async function heldBy(accountId: string): Promise<Held[]> {
  const all = await within<Held[]>('readonly', (box) => box.getAll() as IDBRequest<Held[]>)
  return all.filter((it) => it.accountId === accountId)
}

export function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
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
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    new TextEncoder().encode(input),
  )
  return `${input}.${encodeBytes(new Uint8Array(signature))}`
}

export function encodeText(text: string): string {
  return encodeBytes(new TextEncoder().encode(text))
}

export function encodeBytes(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function decodeText(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, (it) => it.charCodeAt(0)))
}
