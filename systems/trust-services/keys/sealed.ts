import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { Refusal } from '#kernel/problem'
import type { Secrets } from '#kernel/secrets'
import { hashOf, type KeyStore } from './key-store.ts'

/** Keys of this program's own making, encrypted wherever they are kept. */
export function openSealedKeys(secrets: Secrets): KeyStore {
  return {
    create(id, curve) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
      const plain = privateKey.export({ type: 'pkcs8', format: 'der' })
      const sealed = secrets.seal(purposeOf(id), plain)
      plain.fill(0)
      return { publicKey: publicKey.export({ type: 'spki', format: 'der' }), sealed }
    },

    open({ id, curve, sealed }) {
      const plain = unseal(secrets, purposeOf(id), sealed as Buffer)
      const key = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
      plain.fill(0)
      const how = { key, dsaEncoding: 'ieee-p1363' } as const
      return async (data) => sign(hashOf[curve], data, how)
    },

    // The room drops the sealed bytes, and with them the key.
    destroy: () => undefined,
  }
}

/** A sealed key opens only under the id that it was made for. */
const purposeOf = (id: string): string => `trust-services.key.${id}`

function unseal(secrets: Secrets, purpose: string, sealed: Buffer): Buffer {
  try {
    return secrets.unseal(purpose, sealed)
  } catch {
    throw new Refusal(
      'A sealed signing key does not open: the master key (secrets/master.key in the data ' +
        'folder) is not the one it was sealed with. Restore that file from a backup.',
    )
  }
}
