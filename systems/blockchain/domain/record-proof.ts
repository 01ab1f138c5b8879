/**
 * The proof that a record stood in a log at a time: from the digest of the content over its
 * commitment, the log's tree and the state of the chain to a header that validators signed.
 * Checked offline, with nothing but the validators' keys. Pure; it also runs in browsers.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { SignedBlock } from '#engines/chain/signed-block'
import type { Words } from '#kernel/words'
import { ProofBroken, provenAccount, provenSlot } from './account-proof.ts'
import { anchorAddress, readHead, slotsOf } from './anchor-contract.ts'
import { type TrustedValidators, type VerifySignature, verifySignedBlock } from './light-block.ts'
import { commitmentOf, logKey } from './log.ts'
import { leafHash, provesInclusion } from './merkle-tree.ts'
import { type Check, checks } from './record-proof-words.ts'

export const proofMediaType = 'application/vnd.ndc.proof+json'
export const proofVersion = 1

/** Nodes of tries from the state's root on (EIP-1186), as 0x… text. */
export type StateProof = {
  /** To the account of the anchor contract. */
  readonly account: readonly string[]
  /** To the slot of the log's root, and to that of its head. */
  readonly root: readonly string[]
  readonly head: readonly string[]
}

/** Bytes are lower-case hex with 0x; whole numbers are JSON numbers. */
export type RecordProof = {
  readonly version: typeof proofVersion
  readonly record: {
    readonly id: string
    readonly commitment: string
    /** Null: the commitment was made elsewhere, or the link to the content was forgotten. */
    readonly salt: string | null
  }
  readonly tree: {
    readonly log: string
    readonly size: number
    readonly leaf: number
    readonly path: readonly string[]
    readonly root: string
  }
  /** Of the state that the header below names. */
  readonly state: StateProof
  /** The header, its commit and its validators, as CometBFT's RPC shows them. */
  readonly block: SignedBlock
}

/** What a reader trusts, as it stands in a file: keys, and who owns the logs. */
export type Trusted = TrustedValidators & {
  /** Anybody may open a log of any name: only those that these accounts (0x…) own are meant. */
  readonly logs: readonly { readonly log: string; readonly owner: string }[]
}

export type Step = { readonly check: Check; readonly good: boolean; readonly words: Words }

export type Verified = {
  readonly good: boolean
  readonly steps: readonly Step[]
  /** What the proof tells; only with `good` it is also proven. */
  readonly told: Told | undefined
  /** What that is worth, or why it is worth nothing. */
  readonly worth: Words
}

export type Told = {
  readonly log: string
  readonly leaf: number
  readonly size: number
  readonly chain: string
  /** The block whose state holds the log's root, and the header that names this state. */
  readonly atBlock: number
  readonly height: number
  /** The content existed then at the latest. */
  readonly anchoredAt: string
  /** The account that owns the log. */
  readonly owner: string
  /** The trusted validators whose signatures were checked. */
  readonly signers: readonly string[]
}

/**
 * Checks a proof step by step.
 *
 * @param given What was read from a file: anything.
 * @param digest SHA-256 of the content; undefined where only the anchoring itself is in question.
 * @param verify Ed25519 as it is at hand: by the system in Node, by a library in browsers.
 */
export function verifyRecordProof(
  given: unknown,
  digest: Uint8Array | undefined,
  trusted: Trusted,
  verify: VerifySignature,
): Verified {
  const steps: Step[] = []
  const step = (check: Check, good: boolean): boolean => {
    steps.push({ check, good, words: checks[check][good ? 'good' : 'bad'] })
    return good
  }
  const proof = readProof(given)
  if (!step('form', proof !== undefined) || !proof) {
    return { good: false, steps, told: undefined, worth: worthless }
  }
  if (digest) {
    if (isUnlinked(proof, digest)) step('unlinked', false)
    else step('content', isContent(proof, digest))
  }
  step('tree', isInTree(proof))
  const head = provenHead(proof)
  if (step('state', head !== undefined) && head) step('owner', isOwner(trusted, proof, head.owner))
  const verdict = verifySignedBlock(proof.block, trusted, verify)
  step('block', verdict.good)
  const { header } = proof.block
  const good = steps.every((it) => it.good)
  const { log, leaf, size } = proof.tree
  const told: Told = {
    log,
    leaf,
    size,
    chain: header.chain_id,
    atBlock: head?.atBlock ?? 0,
    height: Number(header.height),
    anchoredAt: header.time,
    owner: head?.owner ?? '',
    signers: verdict.good ? verdict.signers : [],
  }
  return { good, steps, told, worth: good || !verdict.good ? verdict.words : worthless }
}

/** Does the commitment lack the salt that would link it to a content? */
function isUnlinked({ record }: RecordProof, digest: Uint8Array): boolean {
  return record.salt === null && record.commitment !== hexOf(digest)
}

function isContent({ record }: RecordProof, digest: Uint8Array): boolean {
  if (record.salt === null) return record.commitment === hexOf(digest)
  return hexOf(commitmentOf(digest, bytesOf(record.salt), sha256)) === record.commitment
}

function isInTree({ record, tree }: RecordProof): boolean {
  const leaf = leafHash(bytesOf(record.commitment))
  return provesInclusion(leaf, tree.leaf, tree.size, tree.path.map(bytesOf), bytesOf(tree.root))
}

/** The log's head in the state that the header names; undefined where it says something else. */
function provenHead({
  tree,
  state,
  block,
}: RecordProof): { atBlock: number; owner: string } | undefined {
  try {
    const stateRoot = bytesOf(block.header.app_hash.toLowerCase())
    const account = provenAccount(stateRoot, anchorAddress, state.account.map(bytesOf))
    if (!account) return undefined
    const slots = slotsOf(logKey(tree.log))
    const root = provenSlot(account.storageRoot, slots.root, state.root.map(bytesOf))
    const word = provenSlot(account.storageRoot, slots.head, state.head.map(bytesOf))
    const head = readHead(word)
    if (hexOf(root) !== tree.root || head.treeSize !== tree.size) return undefined
    return { atBlock: head.atBlock, owner: hexOf(head.owner) }
  } catch (error) {
    if (error instanceof ProofBroken || error instanceof RangeError) return undefined
    throw error
  }
}

function isOwner({ logs }: Trusted, { tree }: RecordProof, owner: string): boolean {
  return logs.some((it) => it.log === tree.log && it.owner.toLowerCase() === owner)
}

/** What stands in a file of what is trusted; undefined where it is none. */
export function readTrusted(given: unknown): Trusted | undefined {
  if (!isObject(given) || typeof given['chainId'] !== 'string') return undefined
  const { validators, logs } = given
  const isText = (it: unknown, ...names: string[]) =>
    isObject(it) && names.every((name) => typeof it[name] === 'string')
  const isTrusted =
    isList(validators, 1_000, (it) => isText(it, 'key', 'power')) &&
    isList(logs, 1_000, (it) => isText(it, 'log', 'owner'))
  return isTrusted ? (given as unknown as Trusted) : undefined
}

const worthless: Words = {
  vi: 'Bằng chứng này không chứng minh được điều gì.',
  en: 'This proof proves nothing.',
}

/** The proof in a text; undefined where it is none, or larger than any is. */
export function parseProof(text: string): unknown {
  if (text.length > longestText) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const longestText = 4_000_000

function readProof(given: unknown): RecordProof | undefined {
  if (!isObject(given) || given['version'] !== proofVersion) return undefined
  const { record, tree, state, block } = given
  const isProof =
    isObject(record) &&
    typeof record['id'] === 'string' &&
    isHash(record['commitment']) &&
    (record['salt'] === null || isHash(record['salt'])) &&
    isObject(tree) &&
    typeof tree['log'] === 'string' &&
    isPlace(tree['size']) &&
    isPlace(tree['leaf']) &&
    isList(tree['path'], 64, isHash) &&
    isHash(tree['root']) &&
    isObject(state) &&
    [state['account'], state['root'], state['head']].every((it) => isList(it, 65, isNode)) &&
    isObject(block) &&
    isObject(block['header']) &&
    typeof block['header']['app_hash'] === 'string' &&
    /^[0-9A-F]{64}$/.test(block['header']['app_hash']) &&
    typeof block['header']['chain_id'] === 'string' &&
    typeof block['header']['height'] === 'string' &&
    typeof block['header']['time'] === 'string' &&
    isObject(block['commit']) &&
    Array.isArray(block['validators'])
  return isProof ? (given as unknown as RecordProof) : undefined
}

function isObject(it: unknown): it is Record<string, unknown> {
  return typeof it === 'object' && it !== null && !Array.isArray(it)
}

function isPlace(it: unknown): boolean {
  return Number.isSafeInteger(it) && (it as number) >= 0
}

function isHash(it: unknown): boolean {
  return typeof it === 'string' && /^0x[0-9a-f]{64}$/.test(it)
}

function isNode(it: unknown): boolean {
  return typeof it === 'string' && /^0x(?:[0-9a-f]{2}){1,600}$/.test(it)
}

function isList(it: unknown, most: number, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(it) && it.length <= most && it.every(isItem)
}

/** Lower-case hex with 0x. */
export function hexOf(bytes: Uint8Array): `0x${string}` {
  let text: `0x${string}` = '0x'
  for (const it of bytes) text = `${text}${it.toString(16).padStart(2, '0')}`
  return text
}

export function bytesOf(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  const bytes = new Uint8Array(digits.length / 2)
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  }
  return bytes
}
