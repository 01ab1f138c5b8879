import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { codeOf, Refusal } from './problem.ts'

/**
 * Keeps secrets at rest. From one master key of 32 bytes every purpose derives a key of its own
 * (HKDF-SHA-256, RFC 5869), so that knowing one says nothing of another.
 */
export type Secrets = {
  /** A key of 32 bytes for one purpose, the same at every start. */
  derive(purpose: string): Buffer
  /** Encrypts with AES-256-GCM: nonce (12) ‖ tag (16) ‖ ciphertext, bound to the purpose. */
  seal(purpose: string, plain: Uint8Array): Buffer
  /** The plain bytes. Throws when the sealed bytes were changed or belong to another purpose. */
  unseal(purpose: string, sealed: Uint8Array): Buffer
}

/** Opens the secrets whose master key lies in `file`; a new file (mode 0600) is made at first. */
export function openSecrets(file: string): Secrets {
  return secretsOf(readMasterKey(file))
}

export function secretsOf(masterKey: Buffer): Secrets {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `ndc:${purpose}`, 32))
  return {
    derive,
    seal(purpose, plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', derive(purpose), nonce)
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    unseal(purpose, sealed) {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', derive(purpose), bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    },
  }
}

function readMasterKey(file: string): Buffer {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
    if (key.length !== 32) {
      throw new Refusal(
        `The master key in ${file} is damaged: it must hold 32 bytes as base64url. ` +
          'Restore it from a backup; without it the sealed keys cannot be opened.',
      )
    }
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    return key
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    const key = randomBytes(32)
    writeDurably(file, `${key.toString('base64url')}\n`)
    return key
  }
}

/**
 * Writes a file (mode 0600) that is whole after a power failure or absent: a draft is synced,
 * renamed, and its folder synced, with the folders that had to be made.
 */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const folder = dirname(file)
  const made = mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}.draft`
  writeFileSync(draft, content, { mode: 0o600, flush: true })
  renameSync(draft, file)
  syncFolder(folder)
  if (made === undefined) return
  const first = resolve(made)
  for (let it = resolve(folder); it.length >= first.length; it = dirname(it))
    syncFolder(dirname(it))
}

/** Makes sure that what was made in a folder is found there after a power failure. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
