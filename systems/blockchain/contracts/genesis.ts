/** The system contracts' constructors, as the genesis of a network runs them. */
import { type Address, encodeDeployData, type Hex, stringToHex } from 'viem'
import {
  credentialRootsAbi,
  didRegistryAbi,
  documentHashesAbi,
  governanceAbi,
  issuersAbi,
  statusListsAbi,
} from './abi.ts'
import { type SystemContract, systemAddresses, systemName } from './addresses.ts'
import { artifactOf } from './artifacts.ts'

export type FirstMember = {
  /** Public name of the body, at most 200 bytes. */
  readonly name: string
  /** At least 5,000,000. */
  readonly gasPerDay: bigint
  readonly mayDeploy: boolean
  /** Has it a vote? One member at least has. */
  readonly seated: boolean
  /** `rights`: a sum of what layout.ts names. */
  readonly accounts: readonly { readonly account: Address; readonly rights: number }[]
}

/** `member`: who runs it, counted from 1 in the order of the members. */
export type FirstValidator = {
  readonly ed25519Key: Hex
  readonly power: bigint
  readonly member: number
}

export type FirstFacts = {
  readonly members: readonly FirstMember[]
  readonly validators: readonly FirstValidator[]
  /** Accounts that grant roles in the DID registry from the beginning, beside votes. */
  readonly admins: readonly Address[]
}

/** Run `code` as a creation at `address`, in this order; what it returns is the contract's code. */
export type Creation = {
  readonly contract: SystemContract
  readonly address: Address
  readonly code: Hex
}

export function genesisCreations({ members, validators, admins }: FirstFacts): Creation[] {
  const { governance, didRegistry, issuers } = systemAddresses
  const named = (Object.keys(systemAddresses) as SystemContract[]).map((it) => ({
    name: stringToHex(systemName(it), { size: 32 }),
    place: systemAddresses[it],
  }))
  const creation = (contract: SystemContract, code: Hex) => ({
    contract,
    address: systemAddresses[contract],
    code,
  })
  return [
    creation(
      'governance',
      encodeDeployData({
        abi: governanceAbi,
        bytecode: codeOf('Governance'),
        args: [members, validators, named],
      }),
    ),
    creation(
      'didRegistry',
      encodeDeployData({
        abi: didRegistryAbi,
        bytecode: codeOf('DidRegistry'),
        args: [governance, admins],
      }),
    ),
    creation(
      'issuers',
      encodeDeployData({
        abi: issuersAbi,
        bytecode: codeOf('Issuers'),
        args: [governance, didRegistry],
      }),
    ),
    creation(
      'credentialRoots',
      encodeDeployData({
        abi: credentialRootsAbi,
        bytecode: codeOf('CredentialRoots'),
        args: [issuers],
      }),
    ),
    creation(
      'statusLists',
      encodeDeployData({
        abi: statusListsAbi,
        bytecode: codeOf('StatusLists'),
        args: [issuers],
      }),
    ),
    creation(
      'documentHashes',
      encodeDeployData({ abi: documentHashesAbi, bytecode: codeOf('DocumentHashes') }),
    ),
  ]
}

function codeOf(name: string): Hex {
  return `0x${artifactOf(name).bytecode}`
}
