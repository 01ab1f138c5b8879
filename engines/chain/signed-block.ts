/**
 * What CometBFT 0.38 decides and signs: its shapes, hashes and signed bytes (CometBFT's
 * specification, "Data structures" and "Encoding"). Pure; it also runs in browsers.
 *
 * Shapes are the JSON of CometBFT's own RPC (`/commit`, `/validators`), so that other programs can
 * read them: whole numbers are decimal text, hashes and addresses upper-case hex, keys and
 * signatures base64, times RFC 3339 with up to nine digits of a second.
 */
import * as wire from './wire.ts'

export type BlockId = {
  readonly hash: string
  readonly parts: { readonly total: number; readonly hash: string }
}

export type Header = {
  readonly version: { readonly block: string; readonly app?: string }
  readonly chain_id: string
  readonly height: string
  readonly time: string
  readonly last_block_id: BlockId
  readonly last_commit_hash: string
  readonly data_hash: string
  readonly validators_hash: string
  readonly next_validators_hash: string
  readonly consensus_hash: string
  /** The state's hash after the block before this one. */
  readonly app_hash: string
  readonly last_results_hash: string
  readonly evidence_hash: string
  readonly proposer_address: string
}

export type CommitSignature = {
  /** 1 absent, 2 for the block, 3 for none. */
  readonly block_id_flag: number
  readonly validator_address: string
  readonly timestamp: string
  readonly signature: string | null
}

export type Commit = {
  readonly height: string
  readonly round: number
  readonly block_id: BlockId
  readonly signatures: readonly CommitSignature[]
}

export type Validator = {
  readonly address: string
  readonly pub_key: { readonly type: string; readonly value: string }
  readonly voting_power: string
}

/** A header with the signatures that decided it and the validators who could sign. */
export type SignedBlock = {
  readonly header: Header
  readonly commit: Commit
  readonly validators: readonly Validator[]
}

/** Thrown where something has not the form that is described above. */
export class Malformed extends Error {
  override name = 'Malformed'
}

export const forBlock = 2
export const keyType = 'tendermint/PubKeyEd25519'
const precommit = 2n

/** 32 bytes: what the commit of this block names. */
export function headerHash(it: Header): wire.Bytes {
  return wire.merkleRoot([
    versionMessage(it),
    wire.text(1, textOf(it.chain_id)),
    wire.whole(1, whole(it.height)),
    timeMessage(it.time),
    blockIdMessage(it.last_block_id),
    ...hashesOf(it).map((hash) => wire.bytes(1, hash)),
  ])
}

/** The header in protobuf. */
export function headerMessage(it: Header): wire.Bytes {
  return wire.join(
    wire.nested(1, versionMessage(it)),
    wire.text(2, textOf(it.chain_id)),
    wire.whole(3, whole(it.height)),
    wire.nested(4, timeMessage(it.time)),
    wire.nested(5, blockIdMessage(it.last_block_id)),
    ...hashesOf(it).map((hash, at) => wire.bytes(6 + at, hash)),
  )
}

/** The commit in protobuf; before the first block there is none to speak of. */
export function commitMessage(it: Commit | undefined): wire.Bytes {
  if (!it) return wire.nested(3, blockIdMessage({ hash: '', parts: { total: 0, hash: '' } }))
  return wire.join(
    wire.whole(1, whole(it.height)),
    wire.whole(2, wholeOf(it.round)),
    wire.nested(3, blockIdMessage(it.block_id)),
    ...it.signatures.map((signature) => wire.nested(4, signatureMessage(signature))),
  )
}

/** 32 bytes: `validators_hash`. The order of the set counts. */
export function validatorsHash(set: readonly Validator[]): wire.Bytes {
  return wire.merkleRoot(
    set.map((it) =>
      wire.join(wire.nested(1, wire.bytes(1, keyOf(it))), wire.whole(2, whole(it.voting_power))),
    ),
  )
}

/** 32 bytes: `last_commit_hash` of the next header. */
export function commitHash({ signatures }: Pick<Commit, 'signatures'>): wire.Bytes {
  return wire.merkleRoot(signatures.map(signatureMessage))
}

/** What the validator whose signature stands at `index` of the commit has signed. */
export function voteBytes(chainId: string, commit: Commit, index: number): wire.Bytes {
  const id = commit.block_id
  const signature = commit.signatures[index]
  if (!signature) throw new Malformed(`The commit has no signature ${index}.`)
  const parts = wire.join(
    wire.whole(1, wholeOf(id.parts.total)),
    wire.bytes(2, hexBytes(id.parts.hash)),
  )
  return wire.delimited(
    wire.join(
      wire.whole(1, precommit),
      wire.fixed(2, whole(commit.height)),
      wire.fixed(3, wholeOf(commit.round)),
      wire.nested(4, wire.join(wire.bytes(1, hexBytes(id.hash)), wire.nested(2, parts))),
      wire.nested(5, timeMessage(signature.timestamp)),
      wire.text(6, chainId),
    ),
  )
}

/** The Ed25519 key (32 bytes). */
export function keyOf({ pub_key: key }: Pick<Validator, 'pub_key'>): wire.Bytes {
  const found = base64Bytes(key.value)
  if (key.type !== keyType || found.length !== 32) throw new Malformed('This is no Ed25519 key.')
  return found
}

/** What stands for a key in headers and commits: 20 bytes as hex. */
export function addressOf(key: Uint8Array): string {
  return hexText(wire.digest(key).subarray(0, 20))
}

/** As sets are ordered: the greatest power first, among equals by address. */
export function inOrder(set: readonly Validator[]): Validator[] {
  const power = (it: Validator) => whole(it.voting_power)
  return set.toSorted((a, b) => {
    if (power(a) !== power(b)) return power(a) > power(b) ? -1 : 1
    return a.address < b.address ? -1 : 1
  })
}

/** Seconds since 1970 and nanoseconds. */
export function timeOf(text: string): { readonly seconds: number; readonly nanos: number } {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text)
  const seconds = Date.parse(`${found?.[1] ?? ''}Z`) / 1000
  if (!found || Number.isNaN(seconds)) throw new Malformed('A time is not of RFC 3339, in UTC.')
  return { seconds, nanos: Number((found[2] ?? '').padEnd(9, '0')) }
}

export function timeText({ seconds, nanos }: { seconds: number; nanos: number }): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  const rest = String(nanos).padStart(9, '0').replace(/0+$/, '')
  return `${whole}${rest === '' ? '' : `.${rest}`}Z`
}

export function hexText(value: Uint8Array): string {
  return Array.from(value, (it) => it.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

/**
 * Hashes are of 32 bytes, addresses of 20; both may be empty. Upper case alone, as CometBFT writes
 * them: one block has one text.
 */
export function hexBytes(value: string): wire.Bytes {
  if (typeof value !== 'string' || !/^(?:[0-9A-F]{40}|[0-9A-F]{64})?$/.test(value)) {
    throw new Malformed('A hash or address has not the right length, or is not in upper-case hex.')
  }
  return Uint8Array.from(value.match(/../g) ?? [], (it) => Number.parseInt(it, 16))
}

export function base64Bytes(value: string): wire.Bytes {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]{0,200}={0,2}$/.test(value)) {
    throw new Malformed('A key or signature is no base64.')
  }
  try {
    return Uint8Array.from(atob(value), (it) => it.charCodeAt(0))
  } catch {
    throw new Malformed('A key or signature is no base64.')
  }
}

/** A number from 0 to 2^63 - 1 in decimal text. */
export function whole(value: string): bigint {
  if (typeof value !== 'string' || !/^\d{1,19}$/.test(value) || BigInt(value) >= 1n << 63n) {
    throw new Malformed('A number is not one from 0 to 2^63 - 1.')
  }
  return BigInt(value)
}

function wholeOf(value: number): bigint {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new Malformed('A number is not one from 0 to 2^32 - 1.')
  }
  return BigInt(value)
}

function textOf(value: string): string {
  if (typeof value !== 'string' || value.length > 50) throw new Malformed('No name of a chain.')
  return value
}

function timeMessage(value: string): wire.Bytes {
  const { seconds, nanos } = timeOf(value)
  return wire.join(wire.whole(1, BigInt(seconds)), wire.whole(2, BigInt(nanos)))
}

function blockIdMessage({ hash, parts }: BlockId): wire.Bytes {
  const header = wire.join(wire.whole(1, wholeOf(parts.total)), wire.bytes(2, hexBytes(parts.hash)))
  return wire.join(wire.bytes(1, hexBytes(hash)), wire.nested(2, header))
}

function signatureMessage(it: CommitSignature): wire.Bytes {
  return wire.join(
    wire.whole(1, wholeOf(it.block_id_flag)),
    wire.bytes(2, hexBytes(it.validator_address)),
    wire.nested(3, timeMessage(it.timestamp)),
    wire.bytes(4, base64Bytes(it.signature ?? '')),
  )
}

function versionMessage({ version }: Header): wire.Bytes {
  return wire.join(wire.whole(1, whole(version.block)), wire.whole(2, whole(version.app ?? '0')))
}

function hashesOf(it: Header): wire.Bytes[] {
  return [
    it.last_commit_hash,
    it.data_hash,
    it.validators_hash,
    it.next_validators_hash,
    it.consensus_hash,
    it.app_hash,
    it.last_results_hash,
    it.evidence_hash,
    it.proposer_address,
  ].map(hexBytes)
}
