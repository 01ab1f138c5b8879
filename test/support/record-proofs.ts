import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createMerkleProof, createMPT } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { keccak_256 as keccak } from '@noble/hashes/sha3.js'
import {
  anchorAddress,
  commitmentOf,
  grow,
  hexOf,
  inclusionRanges,
  leafHash,
  logKey,
  type RecordProof,
  rangeHash,
  rootOf,
  slotsOf,
  type TileId,
} from '#blockchain/verification'
import {
  addressOf,
  type Commit,
  forBlock,
  type Header,
  headerHash,
  hexText,
  inOrder,
  keyType,
  type SignedBlock,
  type Validator,
  validatorsHash,
  voteBytes,
} from '#engines/chain/signed-block'
import { sha256 } from '#kernel/digest'

/** A committee of so many validators, with the keys that make it sign. */
export type Committee = {
  readonly chainId: string
  readonly validators: readonly Validator[]
  readonly keys: ReadonlyMap<string, KeyObject>
}

export function newCommittee(size: number, chainId = 'ndc-test'): Committee {
  const keys = new Map<string, KeyObject>()
  const validators = Array.from({ length: size }, (): Validator => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url')
    const address = addressOf(key)
    keys.set(address, privateKey)
    return {
      address,
      pub_key: { type: keyType, value: key.toString('base64') },
      voting_power: '10',
    }
  })
  return { chainId, validators: inOrder(validators), keys }
}

export function trustIn({ chainId, validators }: Committee) {
  return {
    chainId,
    validators: validators.map((it) => ({ key: it.pub_key.value, power: it.voting_power })),
    logs: [{ log: 'documents', owner: `0x${standardOwner}` }],
  }
}

const standardOwner = '11'.repeat(20)

/** A header over a state, signed by the whole committee. */
function signedBlockOver(stateRoot: Uint8Array, committee: Committee): SignedBlock {
  const { chainId, validators, keys } = committee
  const set = hexText(validatorsHash(validators))
  const nothing = { hash: '', parts: { total: 0, hash: '' } }
  const header: Header = {
    version: { block: '11' },
    chain_id: chainId,
    height: '12',
    time: '2026-11-18T02:00:00.25Z',
    last_block_id: nothing,
    last_commit_hash: '',
    data_hash: '',
    validators_hash: set,
    next_validators_hash: set,
    consensus_hash: '',
    app_hash: hexText(stateRoot),
    last_results_hash: '',
    evidence_hash: '',
    proposer_address: validators[0]?.address ?? '',
  }
  const unsigned: Commit = {
    height: header.height,
    round: 0,
    block_id: { hash: hexText(headerHash(header)), parts: { total: 1, hash: set } },
    signatures: validators.map((it) => ({
      block_id_flag: forBlock,
      validator_address: it.address,
      timestamp: header.time,
      signature: null,
    })),
  }
  const signatures = unsigned.signatures.map((it, nth) => {
    const key = keys.get(it.validator_address) as KeyObject
    return {
      ...it,
      signature: sign(null, voteBytes(chainId, unsigned, nth), key).toString('base64'),
    }
  })
  return { header, commit: { ...unsigned, signatures }, validators }
}

const wordOf = (nth: number) =>
  Uint8Array.from(Buffer.from(nth.toString(16).padStart(64, '0'), 'hex'))

/** An Ethereum state in which one account has these words in its storage, by EthereumJS. */
async function stateWith(
  address: Uint8Array,
  words: readonly (readonly [slot: Uint8Array, word: Uint8Array])[],
  others = 50,
) {
  const storage = await createMPT({ useKeyHashing: true })
  for (let nth = 0; nth < others; nth++) {
    await storage.put(keccak(wordOf(nth)), RLP.encode(BigInt(nth + 1)))
  }
  for (const [slot, word] of words) {
    await storage.put(slot, RLP.encode(BigInt(`0x${Buffer.from(word).toString('hex')}`)))
  }
  const state = await createMPT({ useKeyHashing: true })
  const account = (root: Uint8Array) => RLP.encode([1n, 0n, root, keccak(Uint8Array.of(0xfe))])
  for (let nth = 0; nth < others; nth++) {
    await state.put(keccak(wordOf(nth)).subarray(0, 20), account(storage.root()))
  }
  await state.put(address, account(storage.root()))
  const hex = (nodes: Uint8Array[]) => nodes.map((it) => `0x${Buffer.from(it).toString('hex')}`)
  return {
    root: state.root(),
    account: hex(await createMerkleProof(state, address)),
    slots: await Promise.all(words.map(async ([it]) => hex(await createMerkleProof(storage, it)))),
  }
}

type Wanted = {
  /** Records in the log, and which of them is the one that is proven. */
  readonly size: number
  readonly leaf?: number
  readonly salt?: Buffer
  /** The account that owns the log (20 bytes as hex). */
  readonly owner?: string
  /** Other accounts in the state, and other words beside those of the log. */
  readonly others?: number
}

/** A proof that a content stands in the log of documents, signed by a committee. */
export async function proofOf(
  content: string | Uint8Array,
  committee: Committee,
  it: Wanted,
): Promise<RecordProof> {
  const { size, leaf = size >> 1, salt = sha256('salt'), owner = standardOwner, others } = it
  const commitment = commitmentOf(sha256(content), salt, sha256)
  const leaves = Array.from({ length: size }, (_, nth) =>
    leafHash(nth === leaf ? commitment : sha256(`other ${nth}`), sha256),
  )
  const tiles = new Map(
    grow(0, Buffer.concat(leaves), () => undefined, sha256).map((tile) => [
      `${tile.level}/${tile.index}`,
      tile.hashes,
    ]),
  )
  const read = ({ level, index }: TileId) => tiles.get(`${level}/${index}`)
  const root = rootOf(size, read)
  const slots = slotsOf(logKey('documents'))
  const head = Buffer.from(`${owner}0000000b${size.toString(16).padStart(16, '0')}`, 'hex')
  const words = [
    [slots.root, root],
    [slots.head, head],
  ] as const
  const state = await stateWith(anchorAddress, words, others)
  const [rootNodes = [], headNodes = []] = state.slots
  return {
    version: 1,
    record: { id: '0193', commitment: hexOf(commitment), salt: hexOf(salt) },
    tree: {
      log: 'documents',
      size,
      leaf,
      path: inclusionRanges(leaf, size).map((range) => hexOf(rangeHash(range, read))),
      root: hexOf(root),
    },
    state: { account: state.account, root: rootNodes, head: headNodes },
    block: signedBlockOver(state.root, committee),
  }
}
