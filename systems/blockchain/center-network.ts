import { join } from 'node:path'
import { privateKeyToAddress } from 'viem/accounts'
import { openValidatorKey } from '#engines/chain'
import type { Secrets } from '#kernel/secrets'
import { rights } from './contracts/layout.ts'
import { logKey, logNames } from './domain/log.ts'
import { hexOf } from './domain/record-proof.ts'
import type { ChainGenesis } from './execution/genesis.ts'

/** A body that is a member of the center's own network from the beginning. */
export type FirstMember = {
  /** As in the registry of the exchange: "NDC", "MPS". */
  readonly code: string
  readonly name: string
}

/** A chain that `npm start` begins: what its genesis holds, beside the members. */
export type CenterNetwork = {
  /** The node's folder; the key that signs blocks lies in it, sealed. */
  readonly folder: string
  readonly chainId: number
  /** The first is the center itself: it owns the logs and runs the validator. */
  readonly members: readonly [FirstMember, ...FirstMember[]]
}

const blockGas = 60_000_000
/** Some thousand simple transactions a minute, the whole day. */
const gasPerDay = 200_000_000_000

/**
 * The account of a member whose key the center keeps: the center's own, and in a demonstration
 * those of the invented agencies. It follows from the master key.
 */
export function memberKey(secrets: Secrets, code: string): `0x${string}` {
  const purpose = code === 'NDC' ? 'blockchain.anchor-account' : `blockchain.member:${code}`
  return `0x${secrets.derive(purpose).toString('hex')}`
}

/** The genesis of the center's own network: one validator, the members, the logs of this house. */
export function centerGenesis(secrets: Secrets, network: CenterNetwork): ChainGenesis {
  const { folder, chainId, members } = network
  const validator = openValidatorKey(join(folder, 'consensus/priv_validator_key.json'), secrets)
  const accountOf = (code: string) => privateKeyToAddress(memberKey(secrets, code))
  const all = rights.send + rights.deploy + rights.govern + rights.staff
  const center = accountOf(members[0].code)
  return {
    chainId,
    open: false,
    gasLimit: blockGas,
    members: members.map(({ code, name }) => ({
      name,
      gasPerDay,
      mayDeploy: true,
      seated: true,
      accounts: [{ account: accountOf(code), rights: all }],
    })),
    validators: [{ ed25519Key: hexOf(validator.key), power: 10, member: 1 }],
    admins: [center],
    logs: logNames.map((it) => ({ log: hexOf(logKey(it)), owner: center })),
    alloc: {},
  }
}
