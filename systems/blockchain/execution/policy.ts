import { systemAddresses } from '../contracts/addresses.ts'
import {
  accountSlot,
  gasUsedSlot,
  may,
  memberSlot,
  readAccount,
  readGasUsed,
  readMember,
  rights,
  writeGasUsed,
} from '../contracts/layout.ts'
import { bigintOf, bytesOfHex, shortBytes } from '../state/bytes.ts'
import { Refused } from './refused.ts'
import type { Runnable } from './run-transaction.ts'
import type { World } from './world.ts'

export const governanceAddress = bytesOfHex(systemAddresses.governance)

/** Seconds that Viet Nam is ahead of UTC, all year round. */
const offsetSeconds = 7 * 3_600

/** The civil day in Asia/Ho_Chi_Minh, counted from 1970-01-01. */
export function dayOf(timestamp: bigint): number {
  return Math.floor((Number(timestamp) + offsetSeconds) / 86_400)
}

/** Who uses gas, and how much of today's quota is gone; undefined where nobody counts. */
export type Admission = { readonly member: number; readonly day: number; readonly gas: bigint }

function read(world: World, slot: Uint8Array): Uint8Array {
  return shortBytes(world.load(world.slotsOf(governanceAddress), bigintOf(slot)))
}

/** The member that an account belongs to; 0 for none. */
export function memberOf(world: World, account: Uint8Array): number {
  return readAccount(read(world, accountSlot(account)))?.member ?? 0
}

/**
 * Whether the members let this account send this transaction today. A member pays with its quota:
 * what a transaction may use at most must be left of it. On an open network strangers may do all.
 */
export function admit(
  world: World,
  tx: Pick<Runnable, 'from' | 'to' | 'gas'>,
  timestamp: bigint,
  open: boolean,
): Admission | undefined {
  const account = readAccount(read(world, accountSlot(tx.from)))
  if (!account) {
    if (open) return undefined
    throw new Refused('account-unknown', 'the account belongs to no member of this network')
  }
  const member = readMember(read(world, memberSlot(account.member)))
  if (!member.active) {
    throw new Refused('member-suspended', `member ${account.member} is suspended`)
  }
  if (!may(account, member, rights.send)) {
    throw new Refused('account-unknown', 'the account may not send transactions')
  }
  if (tx.to === undefined && !may(account, member, rights.deploy)) {
    throw new Refused('deployment-forbidden', 'the account may not deploy contracts')
  }
  const used = readGasUsed(read(world, gasUsedSlot(account.member)))
  const day = dayOf(timestamp)
  const gas = used.day === day ? used.gas : 0n
  if (gas + tx.gas > member.gasPerDay) {
    const words = `member ${account.member} has ${member.gasPerDay - gas} gas left today, not ${tx.gas}`
    throw new Refused('quota-spent', words)
  }
  return { member: account.member, day, gas }
}

/** Counts what was used against the member's quota of the day. */
export function charge(world: World, admission: Admission, gasUsed: bigint): void {
  const { member, day, gas } = admission
  const slot = bigintOf(gasUsedSlot(member))
  const word = bigintOf(writeGasUsed({ day, gas: gas + gasUsed }))
  world.store(world.slotsOf(governanceAddress), slot, word)
}
