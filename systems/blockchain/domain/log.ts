/** The logs of this center, and how their records are hidden before they are anchored. */
import type { Words } from '#kernel/words'
import type { Hash } from './merkle-tree.ts'

/** What is anchored, each in a log of its own. */
export const logs = {
  documents: {
    vi: 'Giấy tờ điện tử đã cấp',
    en: 'Digital documents issued',
  },
  // A document's own digest once more: who holds the file finds that it was revoked.
  revocations: {
    vi: 'Giấy tờ điện tử đã thu hồi',
    en: 'Digital documents revoked',
  },
  grants: {
    vi: 'Quyền truy cập dữ liệu đã cấp và thu hồi',
    en: 'Access to data, granted and revoked',
  },
  evidence: {
    vi: 'Bằng chứng của các lần trao đổi dữ liệu',
    en: 'Evidence of exchanges of data',
  },
  audit: {
    vi: 'Sổ ghi việc sử dụng dữ liệu cá nhân',
    en: 'The book of uses of personal data',
  },
} as const satisfies Record<string, Words>

export type LogName = keyof typeof logs

export const logNames = Object.keys(logs) as LogName[]

export function isLogName(name: string): name is LogName {
  return Object.hasOwn(logs, name)
}

/** What a log is called on the chain: its name in ASCII, and zeros up to 32 bytes. */
export function logKey(name: string): Uint8Array {
  const key = new Uint8Array(32)
  if (!/^[a-z][a-z-]{0,30}$/.test(name)) throw new RangeError('This is no name of a log.')
  key.set(new TextEncoder().encode(name))
  return key
}

/**
 * What is anchored of a content: SHA-256 of salt (32 bytes) and digest (32 bytes). Without the salt
 * nobody can tell what it stands for, not even by trying likely contents.
 */
export function commitmentOf(digest: Uint8Array, salt: Uint8Array, hash: Hash): Uint8Array {
  if (digest.length !== 32 || salt.length !== 32) throw new RangeError('Not of 32 bytes.')
  const both = new Uint8Array(64)
  both.set(salt)
  both.set(digest, 32)
  return hash(both)
}
