/**
 * Governance's storage as the node reads it: who an account belongs to, what it may do, how much
 * gas its member has a day (MemberBook.sol says the same; a test compares).
 */
import { keccak } from '../state/keccak.ts'

export const rights = { send: 1, deploy: 2, govern: 4, staff: 8 } as const

export type AccountFacts = { readonly member: number; readonly rights: number }

export type MemberFacts = {
  /** Gas that its accounts may use in one civil day in Viet Nam, together. */
  readonly gasPerDay: bigint
  readonly active: boolean
  readonly mayDeploy: boolean
}

/** Gas used on a civil day: days since 1970-01-01 in Asia/Ho_Chi_Minh. */
export type GasUsed = { readonly day: number; readonly gas: bigint }

/** The slot of a mapping's value: keccak256 of the key and the mapping's own slot, a word each. */
function slotOf(key: Uint8Array, mapping: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(64)
  preimage.set(key, 32 - key.length)
  preimage.set(mapping, 64 - mapping.length)
  return keccak(preimage)
}

/** An unsigned number of at most 32 bits, big-endian. */
function numberBytes(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number)
}

/** keccak256("ndc.gas-used"): a mapping's slot that no contract's variable can reach. */
const gasUsedMapping = keccak(new TextEncoder().encode('ndc.gas-used'))

/** Where the account's facts stand; `address` has 20 bytes. */
export function accountSlot(address: Uint8Array): Uint8Array {
  return slotOf(address, Uint8Array.of(0))
}

export function memberSlot(member: number): Uint8Array {
  return slotOf(numberBytes(member), Uint8Array.of(1))
}

/** Where the node counts a member's gas of the day. One word a member, whatever the day. */
export function gasUsedSlot(member: number): Uint8Array {
  return slotOf(numberBytes(member), gasUsedMapping)
}

/** `word` as storage holds it: big-endian, leading zeros may be missing. Nothing: unknown account. */
export function readAccount(word: Uint8Array): AccountFacts | undefined {
  const member = Number(field(word, 0, 4))
  return member === 0 ? undefined : { member, rights: Number(field(word, 4, 1)) }
}

export function readMember(word: Uint8Array): MemberFacts {
  return {
    gasPerDay: field(word, 0, 8),
    active: field(word, 8, 1) === 1n,
    mayDeploy: field(word, 9, 1) === 1n,
  }
}

export function readGasUsed(word: Uint8Array): GasUsed {
  return { gas: field(word, 0, 8), day: Number(field(word, 8, 4)) }
}

/** Gas in bytes 0–7, the day in bytes 8–11; without leading zeros. */
export function writeGasUsed({ gas, day }: GasUsed): Uint8Array {
  const bytes = new Uint8Array(12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, day)
  view.setBigUint64(4, gas)
  const first = bytes.findIndex((it) => it !== 0)
  return first < 0 ? new Uint8Array() : bytes.subarray(first)
}

/** May the account do this? As Governance.may says. */
export function may(account: AccountFacts, member: MemberFacts, right: number): boolean {
  return (
    (account.rights & right) === right &&
    member.active &&
    ((right & rights.deploy) === 0 || member.mayDeploy)
  )
}

/** `size` bytes of a word, counted from its lowest byte as Solidity packs them. */
function field(word: Uint8Array, offset: number, size: number): bigint {
  let value = 0n
  const end = word.length - offset
  for (let at = Math.max(0, end - size); at < end; at += 1) {
    value = (value << 8n) | BigInt(word[at] as number)
  }
  return value
}
