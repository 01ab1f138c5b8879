import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { codeOf, Refusal } from '#kernel/problem'
import { type Secrets, writeDurably } from '#kernel/secrets'
import { addressOf, hexText, keyType } from './signed-block.ts'

/** The Ed25519 key with which a validator signs its votes. */
export type ValidatorKey = {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** 20 bytes. */
  readonly address: Uint8Array
  sign(message: Uint8Array): Uint8Array
}

const purpose = 'chain-validator'

/**
 * Reads the key out of its file, or makes one. The file (mode 0600) is the `priv_validator_key.json`
 * of CometBFT, so that a chain can move there with its key; with `secrets` it is sealed.
 */
export function openValidatorKey(file: string, secrets?: Secrets): ValidatorKey {
  return keyOf(readSeed(file, secrets) ?? writeSeed(file, secrets))
}

/** A new key in the words of CometBFT: with its address and public key beside it. */
export function newKey() {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = seedOf(privateKey)
  const { key, address } = keyOf(seed)
  const value = Buffer.concat([seed, key]).toString('base64')
  return {
    address: hexText(address),
    pub_key: { type: keyType, value: Buffer.from(key).toString('base64') },
    priv_key: { type: 'tendermint/PrivKeyEd25519', value },
  }
}

function keyOf(seed: Uint8Array): ValidatorKey {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const key = new Uint8Array(
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32),
  )
  const address = new Uint8Array(Buffer.from(addressOf(key), 'hex'))
  return { key, address, sign: (message) => new Uint8Array(sign(null, message, privateKey)) }
}

/** What stands before the 32 bytes of a private key (RFC 8410, section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

function seedOf(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' }).subarray(-32)
}

function readSeed(file: string, secrets: Secrets | undefined): Buffer | undefined {
  let found: Buffer
  try {
    found = readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const text = String(secrets ? secrets.unseal(purpose, found) : found)
    const { priv_key: key } = JSON.parse(text) as { priv_key: { value: string } }
    const bytes = Buffer.from(key.value, 'base64')
    if (bytes.length !== 64) throw new Error('not of 64 bytes')
    return bytes.subarray(0, 32)
  } catch {
    throw new Refusal(
      `The validator's key in ${file} cannot be read: it is damaged, or sealed with another ` +
        'master key. Restore both from a backup; without the key the chain cannot go on.',
    )
  }
}

function writeSeed(file: string, secrets: Secrets | undefined): Buffer {
  const made = newKey()
  const text = `${JSON.stringify(made, null, 2)}\n`
  writeDurably(file, secrets ? secrets.seal(purpose, Buffer.from(text)) : text)
  return Buffer.from(made.priv_key.value, 'base64').subarray(0, 32)
}
