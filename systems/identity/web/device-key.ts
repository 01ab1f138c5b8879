import canonicalize from 'canonicalize'
import { ask } from '#portal/ask.ts'
import { keeper } from '#portal/keeper.ts'
import { newKeys, publicJwk, sign } from '#portal/keys.ts'
import type { AccountView, ApprovalDecision, ApprovalView } from '../contract.ts'
import { nameOfThisDevice } from './ceremony.ts'

/** The key of a main device: made here, not exportable, one for each account on this browser. */
type DeviceKey = { accountId: string; deviceId: string; keys: CryptoKeyPair }

const store = keeper<DeviceKey>('ndc-device', 'keys', 'accountId')
const api = '/api/identity/v1'

/** Makes this browser the main device of the account. */
export async function becomeMainDevice(): Promise<void> {
  const keys = await newKeys()
  const account = await ask<AccountView>('PUT', `${api}/account/device`, {
    name: nameOfThisDevice(),
    publicKey: await publicJwk(keys),
  })
  if (account.device) {
    await store.keep({ accountId: account.id, deviceId: account.device.id, keys })
  }
}

export async function giveUpMainDevice(accountId: string): Promise<void> {
  await ask('DELETE', `${api}/account/device`)
  await store.forget(accountId)
}

/** Is this browser the main device of the account? */
export async function isMainDevice({ id, device }: AccountView): Promise<boolean> {
  return device !== null && (await keyOf(id))?.deviceId === device.id
}

/** Decides about a log-in that waits, signed by the key of this device. */
export async function decide(
  accountId: string,
  { id }: ApprovalView,
  decision: ApprovalDecision['decision'],
  number: number | null,
): Promise<void> {
  const held = await keyOf(accountId)
  if (!held) throw new Error('This browser is not the main device.')
  const signed = canonicalize({ decision, number, requestId: id }) ?? ''
  const signature = await sign(held.keys.privateKey, signed)
  await ask('POST', `${api}/approvals/${id}`, { decision, number, signature })
}

async function keyOf(accountId: string): Promise<DeviceKey | undefined> {
  return (await store.all()).find((it) => it.accountId === accountId)
}
