import { createHash } from 'node:crypto'
import { openToken, type TokenConfig } from '#engines/pkcs11'
import { hashOf, type KeyStore } from './key-store.ts'

/** Keys inside a PKCS#11 token: made there, used there, never outside. */
export function openTokenKeys(config: TokenConfig): KeyStore & { close(): void } {
  const token = openToken(config)
  const nameOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
  return {
    create: (id, curve) => ({ publicKey: token.generate(nameOf(id), curve), sealed: null }),
    open: ({ id, curve }) => {
      const name = nameOf(id)
      return (data) => token.sign(name, createHash(hashOf[curve]).update(data).digest())
    },
    destroy: (id) => token.destroy(nameOf(id)),
    close: () => token.close(),
  }
}
