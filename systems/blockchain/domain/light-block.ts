/**
 * Checks a block of the chain against keys that the reader trusts, and nothing else: the light
 * verification of CometBFT ("Light client specification"), offline. Pure; it also runs in browsers.
 *
 * A block holds where validators with more than two thirds of the power signed it. Where its
 * validators are not the trusted ones, because members joined or left since, trusted ones with more
 * than a third of the trusted power must also be among the signers: one of them at least is honest.
 */
import {
  addressOf,
  base64Bytes,
  forBlock,
  headerHash,
  hexText,
  keyOf,
  keyType,
  Malformed,
  type SignedBlock,
  timeOf,
  type Validator,
  validatorsHash,
  voteBytes,
  whole,
} from '#engines/chain/signed-block'
import type { Words } from '#kernel/words'
import { isSoundKey, isSoundSignature } from './signing-key.ts'

/** Ed25519 (RFC 8032) over a message; must not throw. */
export type VerifySignature = (
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean

/** The keys that a reader trusts, as they stand in a file. */
export type TrustedValidators = {
  readonly chainId: string
  readonly validators: readonly {
    /** Ed25519, 32 bytes in base64. */
    readonly key: string
    readonly power: string
    /** Who keeps it. */
    readonly name?: string
  }[]
}

export type LightVerdict =
  | {
      readonly good: true
      readonly height: number
      readonly at: string
      /** 32 bytes: the state after the block before this one. */
      readonly appHash: Uint8Array
      /** Whose signatures were checked: by the trusted name, else by address. */
      readonly signers: readonly string[]
      readonly validators: number
      /** What it is worth. */
      readonly words: Words
    }
  | { readonly good: false; readonly words: Words }

const maxValidators = 1_000
/** CometBFT's bound on the power of a set together. */
const maxPower = (1n << 63n) / 8n

/** Does the block hold, for someone who trusts these keys? Never throws, whatever it is given. */
export function verifySignedBlock(
  block: SignedBlock,
  trusted: TrustedValidators,
  verify: VerifySignature,
): LightVerdict {
  try {
    return check(block, readTrusted(trusted), trusted.chainId, verify)
  } catch (error) {
    if (error instanceof Refused) return { good: false, words: error.words }
    // Whatever is missing or of another kind somewhere in it.
    if (error instanceof Malformed || error instanceof TypeError || error instanceof RangeError) {
      return { good: false, words: malformedWords }
    }
    throw error
  }
}

class Refused extends Error {
  readonly words: Words
  constructor(words: Words) {
    super(words.en)
    this.words = words
  }
}

type Key = { readonly key: Uint8Array; readonly power: bigint; readonly name: string }

function check(
  block: SignedBlock,
  trusted: ReadonlyMap<string, Key>,
  chainId: string,
  verify: VerifySignature,
): LightVerdict {
  const { header, commit, validators } = block
  const set = readSet(validators)
  if (header.chain_id !== chainId) throw new Refused(otherChain)
  if (hexText(validatorsHash(validators)) !== header.validators_hash) {
    throw new Refused(otherSet)
  }
  const hash = hexText(headerHash(header))
  if (commit.block_id.hash !== hash || commit.height !== header.height) {
    throw new Refused(otherBlock)
  }
  if (commit.signatures.length !== set.size) throw new Refused(otherSet)
  const needed = [
    { of: set, left: (sumOf(set) * 2n) / 3n + 1n },
    ...(isSame(set, trusted) ? [] : [{ of: trusted, left: sumOf(trusted) / 3n + 1n }]),
  ]
  const signers: string[] = []
  for (const [at, it] of commit.signatures.entries()) {
    if (it.block_id_flag !== forBlock) continue
    const { address } = validators[at] as Validator
    if (needed.every(({ left }) => left <= 0n)) break
    if (needed.every(({ of, left }) => left <= 0n || !of.has(address))) continue
    const signer = set.get(address)
    if (!signer || it.validator_address !== address) throw new Refused(otherSet)
    if (!isSoundKey(signer.key)) continue // anybody could have signed
    const signature = base64Bytes(it.signature ?? '')
    const good =
      isSoundSignature(signature) && verify(signer.key, voteBytes(chainId, commit, at), signature)
    if (!good) throw new Refused(badSignature)
    for (const sum of needed) sum.left -= sum.of.get(address)?.power ?? 0n
    signers.push(trusted.get(address)?.name ?? address)
  }
  if ((needed[0] as { left: bigint }).left > 0n) throw new Refused(tooFew)
  if (needed.some(({ left }) => left > 0n)) throw new Refused(strangers)
  timeOf(header.time)
  return {
    good: true,
    height: Number(whole(header.height)),
    at: header.time,
    appHash: Uint8Array.from(header.app_hash.match(/../g) ?? [], (it) => Number.parseInt(it, 16)),
    signers,
    validators: set.size,
    words: worthOf(set),
  }
}

function readSet(validators: readonly Validator[]): Map<string, Key> {
  if (validators.length === 0 || validators.length > maxValidators) throw new Refused(otherSet)
  const set = new Map<string, Key>()
  for (const it of validators) {
    const key = keyOf(it)
    // The address in a set is not hashed with it: only the key counts.
    if (it.address !== addressOf(key) || set.has(it.address)) throw new Refused(otherSet)
    set.set(it.address, { key, power: whole(it.voting_power), name: it.address })
  }
  return bounded(set)
}

function readTrusted({ validators }: TrustedValidators): Map<string, Key> {
  if (validators.length === 0 || validators.length > maxValidators) throw new Malformed('No keys.')
  const set = new Map<string, Key>()
  for (const it of validators) {
    const key = keyOf({ pub_key: { type: keyType, value: it.key } })
    if (!isSoundKey(key)) throw new Refused(weakKey)
    const address = addressOf(key)
    set.set(address, { key, power: whole(it.power), name: it.name ?? address })
  }
  return bounded(set)
}

function bounded(set: Map<string, Key>): Map<string, Key> {
  if (sumOf(set) > maxPower || sumOf(set) === 0n) throw new Malformed('No such power.')
  return set
}

function sumOf(set: ReadonlyMap<string, Key>): bigint {
  return [...set.values()].reduce((sum, it) => sum + it.power, 0n)
}

function isSame(a: ReadonlyMap<string, Key>, b: ReadonlyMap<string, Key>): boolean {
  return a.size === b.size && [...a].every(([address, it]) => b.get(address)?.power === it.power)
}

function worthOf(set: ReadonlyMap<string, Key>): Words {
  const powers = [...set.values()].map((it) => it.power).toSorted((a, b) => (a < b ? 1 : -1))
  const total = sumOf(set)
  let [liars, sum] = [0, 0n]
  while (sum * 3n <= total) sum += powers[liars++] ?? total
  if (set.size === 1) {
    return {
      vi: 'Khối do một khoá duy nhất ký: bằng chứng chỉ có giá trị bằng khoá đó.',
      en: 'One key alone signed the block: the proof is worth exactly that key.',
    }
  }
  return {
    vi: `Khối do hội đồng ${set.size} nút xác thực quyết định; chỉ có thể bị làm giả nếu ít nhất ${liars} nút cùng gian dối.`,
    en: `A set of ${set.size} validators decided the block; only ${liars} or more of them together could have forged it.`,
  }
}

const malformedWords: Words = {
  vi: 'Khối hoặc tệp khoá tin cậy không đúng định dạng.',
  en: 'The block, or the file of trusted keys, has not the right form.',
}

const weakKey: Words = {
  vi: 'Tệp khoá tin cậy chứa một khoá yếu mà ai cũng ký thay được. Hãy lấy tệp khác từ nguồn đáng tin cậy.',
  en: 'The file of trusted keys holds a weak key, for which anybody can sign. Get another file from a source you trust.',
}

const otherChain: Words = {
  vi: 'Khối thuộc một chuỗi khác với chuỗi của các khoá tin cậy.',
  en: 'The block is of another chain than the trusted keys.',
}

const otherSet: Words = {
  vi: 'Danh sách nút xác thực không khớp với khối.',
  en: 'The list of validators is not that of the block.',
}

const otherBlock: Words = {
  vi: 'Các chữ ký thuộc một khối khác: phần đầu khối đã bị sửa.',
  en: 'The signatures are of another block: the header was changed.',
}

const badSignature: Words = {
  vi: 'Có chữ ký của nút xác thực không đúng.',
  en: "A validator's signature is wrong.",
}

const tooFew: Words = {
  vi: 'Chưa đủ chữ ký: cần hơn hai phần ba quyền biểu quyết.',
  en: 'Too few signatures: more than two thirds of the power is needed.',
}

const strangers: Words = {
  vi: 'Khối do các nút xác thực không nằm trong danh sách tin cậy ký. Hãy lấy danh sách khoá mới hơn từ nguồn đáng tin cậy.',
  en: 'The block was signed by validators who are not among the trusted ones. Get a newer list of keys from a source you trust.',
}
