import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, Refusal } from '#kernel/problem'
import { type Secrets, writeDurably } from '#kernel/secrets'
import type { Sign } from './key-store.ts'

const purpose = 'trust-services.root'

/**
 * The root's key, in a folder of its own, encrypted. It is opened for the few acts that only the
 * root can do, and dropped after each; between them the folder may be taken away and locked up.
 */
export type RootFolder = {
  /** Is the key within reach? */
  readonly present: boolean
  /** Makes the key at the first start; one that lies there already is kept. */
  prepare(): void
  /** SubjectPublicKeyInfo in DER. */
  publicKey(): Buffer
  /** Opens the key for one act. */
  act<Result>(work: (sign: Sign) => Promise<Result>): Promise<Result>
}

export function openRootFolder(dataDir: string, secrets: Secrets): RootFolder {
  const file = join(dataDir, 'root-authority/root.key')

  function load(): KeyObject {
    if (!existsSync(file)) throw rootAway()
    try {
      const plain = secrets.unseal(purpose, readFileSync(file))
      const key = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
      plain.fill(0)
      return key
    } catch {
      throw new Refusal(
        `The root key in ${file} does not open: it is damaged, or the master key is another. ` +
          'Restore both from a backup.',
      )
    }
  }

  return {
    get present() {
      return existsSync(file)
    },
    prepare() {
      if (existsSync(file)) return
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
      const plain = privateKey.export({ type: 'pkcs8', format: 'der' })
      writeDurably(file, secrets.seal(purpose, plain))
      plain.fill(0)
    },
    publicKey: () => createPublicKey(load()).export({ type: 'spki', format: 'der' }),
    act(work) {
      const key = load()
      return work(async (data) => sign('sha384', data, { key, dsaEncoding: 'ieee-p1363' }))
    },
  }
}

function rootAway(): Problem {
  return new Problem(409, 'trust-services.root-away', {
    vi: 'Khoá gốc không có trên máy này. Hãy đưa thư mục root-authority trở lại rồi thử lại.',
    en: 'The root key is not on this machine. Bring the folder root-authority back and try again.',
  })
}
