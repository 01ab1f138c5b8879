/** Signed transactions for the benches of the chain: the same bytes for ours and for its peers. */

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import {
  addressOf,
  bigintOf,
  bytesOfHex,
  createdBy,
  encodeRlp,
  findLibrary,
  hexOf,
  keccak,
  openCompiler,
  shortBytes,
  systemAddresses,
  systemSettings,
} from '#blockchain/execution'

/** What a run reads from its file: accounts with money, then transactions in order. */
export type Load = {
  readonly chainId: number
  readonly accounts: readonly string[]
  /** Logs of the anchor contract, where it is the node's own. */
  readonly logs: readonly { log: string; owner: string }[]
  readonly setup: readonly string[]
  readonly warm: readonly string[]
  readonly main: readonly string[]
}

export type Kind = 'transfers' | 'erc20' | 'anchors'

const chainId = 70_401
const senders = 200
const log: Hex = `0x${'ab'.repeat(32)}`

type Signer = { key: Uint8Array; address: Uint8Array; nonce: number }
type Native = {
  publicKeyCreate(key: Uint8Array, compressed: boolean): Uint8Array
  ecdsaSign(hash: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number }
}
const secp256k1 = createRequire(import.meta.url)('secp256k1') as Native

const tokenAbi = parseAbi(['function transfer(address to, uint256 amount)'])
const anchorAbi = parseAbi([
  'function open(bytes32 log, address owner)',
  'function append(bytes32 log, uint64 treeSize, bytes32 root)',
])

/** OpenZeppelin's token, and the anchor contract as Solidity writes it, for who has none. */
const sources = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Coin is ERC20 {
  constructor() ERC20("Coin", "C") { _mint(msg.sender, 10 ** 30); }
}
contract Anchor {
  event Appended(bytes32 indexed log, uint64 treeSize, bytes32 root);
  event Opened(bytes32 indexed log, address indexed owner);
  struct Head { bytes32 root; uint64 treeSize; uint32 atBlock; address owner; }
  mapping(bytes32 log => Head) private heads;
  function open(bytes32 log, address owner) external {
    require(heads[log].owner == address(0) || heads[log].owner == msg.sender);
    heads[log].owner = owner;
    emit Opened(log, owner);
  }
  function append(bytes32 log, uint64 treeSize, bytes32 root) external {
    Head storage head = heads[log];
    require(head.owner == msg.sender && treeSize > head.treeSize);
    head.root = root;
    head.treeSize = treeSize;
    head.atBlock = uint32(block.number);
    emit Appended(log, treeSize, root);
  }
}`

let compiled: ReturnType<ReturnType<typeof openCompiler>['compile']> | undefined

function codeOf(name: string): Uint8Array {
  compiled ??= openCompiler().compile(
    {
      language: 'Solidity',
      sources: { 'Bench.sol': { content: sources } },
      settings: systemSettings,
    },
    findLibrary,
  )
  return bytesOfHex(compiled.contracts?.['Bench.sol']?.[name]?.evm.bytecode.object ?? '')
}

function signer(number: number): Signer {
  const key = keccak(Uint8Array.of(7, number >> 8, number & 255))
  const address = addressOf(secp256k1.publicKeyCreate(key, false).subarray(1)).slice()
  return { key, address, nonce: 0 }
}

type Order = { to?: Uint8Array; data?: Uint8Array; gas: number; value?: number }

function sign(by: Signer, { to, data, gas, value = 0 }: Order): string {
  const none = new Uint8Array()
  const fees = [shortBytes(0), shortBytes(0), shortBytes(gas)]
  const what = [to ?? none, shortBytes(value), data ?? none, []]
  const body = [shortBytes(chainId), shortBytes(by.nonce), ...fees, ...what]
  by.nonce += 1
  const envelope = (list: Parameters<typeof encodeRlp>[0]) =>
    Buffer.concat([Uint8Array.of(2), encodeRlp(list)])
  const { signature, recid } = secp256k1.ecdsaSign(keccak(envelope(body)), by.key)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((it) =>
    shortBytes(bigintOf(it)),
  )
  return envelope([...body, shortBytes(recid), r as Uint8Array, s as Uint8Array]).toString('hex')
}

/** `native`: the anchor contract is the node's own precompile. */
export function makeLoad(kind: Kind, count: number, native: boolean): Load {
  const all = Array.from({ length: senders }, (_, at) => signer(at))
  const [first] = all as [Signer]
  const someone = (nth: number) => keccak(shortBytes(nth + 1)).slice(12)
  const setup: string[] = []
  let one: (by: Signer, nth: number) => string
  if (kind === 'transfers') {
    one = (by, nth) => sign(by, { to: someone(nth), gas: 21_000, value: 1 })
  } else if (kind === 'erc20') {
    const coin = createdBy(first.address, 0n)
    const pay = (by: Signer, to: Uint8Array, amount: bigint) => {
      const args = [`0x${hexOf(to)}`, amount] as const
      const data = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args })
      return sign(by, { to: coin, data: bytesOfHex(data), gas: 100_000 })
    }
    setup.push(sign(first, { data: codeOf('Coin'), gas: 3_000_000 }))
    for (const it of all.slice(1)) setup.push(pay(first, it.address, 10n ** 24n))
    one = (by, nth) => pay(by, someone(nth % 5_000), 5n)
  } else {
    const at = native ? bytesOfHex(systemAddresses.anchor) : createdBy(first.address, 0n)
    const logOf = (it: Signer): Hex => `0x${hexOf(keccak(it.address))}`
    const write = (by: Signer, data: Hex) =>
      sign(by, { to: at, data: bytesOfHex(data), gas: 100_000 })
    if (!native) setup.push(sign(first, { data: codeOf('Anchor'), gas: 3_000_000 }))
    for (const it of all) {
      const args = [logOf(it), `0x${hexOf(it.address)}`] as const
      setup.push(write(it, encodeFunctionData({ abi: anchorAbi, functionName: 'open', args })))
    }
    one = (by, nth) => {
      const args = [logOf(by), BigInt(nth + 1), `0x${hexOf(keccak(shortBytes(nth)))}`] as const
      return write(by, encodeFunctionData({ abi: anchorAbi, functionName: 'append', args }))
    }
  }
  const some = (from: number, size: number) =>
    Array.from({ length: size }, (_, at) => one(all[at % senders] as Signer, from + at))
  const warm = some(0, Math.min(2_000, count))
  const accounts = all.map((it) => `0x${hexOf(it.address)}`)
  const owner = accounts[0] as string
  return { chainId, accounts, logs: [{ log, owner }], setup, warm, main: some(warm.length, count) }
}

export function writeLoad(file: string, load: Load): void {
  writeFileSync(file, JSON.stringify(load))
}
