import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '#kernel/clock'
import { type Id, newId } from '#kernel/id'
import type { Curve } from '../domain/profile.ts'
import { destroyKey, findKey, insertKey, type StoreName } from '../storage/keys.ts'
import type { Schema } from '../storage/schema.ts'
import type { KeyStore, Sign } from './key-store.ts'

export type Key = { readonly id: Id<'key'>; readonly publicKey: Buffer }

/** The keys of this room, wherever each of them is kept. */
export type Keys = {
  /** Makes a key in the store that is configured for new ones. */
  create(tx: Transaction<Schema>, curve: Curve): Promise<Key>
  sign(id: Id<'key'>, data: Buffer): Promise<Buffer>
  /** Destroys a key for good; what it signed stays as it is. */
  destroy(id: Id<'key'>): Promise<void>
}

/** Opened keys stay in memory for at most this long, and at most this many of them. */
const kept = { forMs: 10 * 60_000, count: 500 }

export function openKeys(
  db: Kysely<Schema>,
  clock: Clock,
  stores: Partial<Record<StoreName, KeyStore>>,
): Keys {
  const opened = new Map<string, { sign: Sign; until: number }>()
  const storeFor = (name: StoreName): KeyStore => {
    const store = stores[name]
    if (store) return store
    throw new Error(`A key is kept in the store "${name}", which is not configured.`)
  }

  function keep(id: Id<'key'>, sign: Sign): Sign {
    if (opened.size >= kept.count) opened.delete(opened.keys().next().value as string)
    opened.set(id, { sign, until: clock.elapsedMs() + kept.forMs })
    return sign
  }

  async function open(id: Id<'key'>): Promise<Sign> {
    const known = opened.get(id)
    if (known && known.until > clock.elapsedMs()) return known.sign
    opened.delete(id)
    const key = await findKey(db, id)
    if (!key) throw new Error(`There is no key ${id}.`)
    return keep(id, storeFor(key.store).open(key))
  }

  return {
    async create(tx, curve) {
      const store = stores.token ? 'token' : 'sealed'
      const id = newId('key', clock.now())
      const { publicKey, sealed } = storeFor(store).create(id, curve)
      await insertKey(tx, { id, store, curve, publicKey, sealed }, clock.now())
      // It may have to sign in this very transaction, where no other connection sees its row.
      keep(id, storeFor(store).open({ id, curve, sealed }))
      return { id, publicKey }
    },

    async sign(id, data) {
      const sign = await open(id)
      return sign(data)
    },

    async destroy(id) {
      const key = await findKey(db, id)
      opened.delete(id)
      if (!key) return
      await destroyKey(db, id, clock.now())
      storeFor(key.store).destroy(id)
    },
  }
}
