/**
 * What a holder without gas signs (EIP-712) so that anybody can hand it in to DidRegistry's
 * functions that end in `Signed`.
 */
import type { Address, Hex, LocalAccount } from 'viem'
import { systemAddresses } from '../contracts/addresses.ts'

const fields = {
  Register: ['address did', 'address controller', 'uint8 kind', 'bytes32 documentHash'],
  Update: ['address did', 'bytes32 documentHash'],
  Rotate: ['address did', 'address controller'],
  Deactivate: ['address did'],
  AdvanceEpoch: ['address did'],
} as const

export type DidChange = keyof typeof fields

export type DidFacts = {
  readonly did: Address
  /** Of Register and Rotate. */
  readonly controller?: Address
  /** Of Register: 1 People, 2 Item, 3 Location, 4 Activity. */
  readonly kind?: number
  /** Of Register and Update. */
  readonly documentHash?: Hex
  /** DidRegistry.nonces(did) now; a signature is good once. */
  readonly nonce: bigint
  /** Seconds since 1970 after which the signature is void. */
  readonly deadline: bigint
}

/** Signs a change of a DID with its controller's key; of a registration with the DID's own. */
export function signDidChange(
  signer: LocalAccount,
  chainId: number,
  change: DidChange,
  facts: DidFacts,
): Promise<Hex> {
  const shape = [...fields[change], 'uint256 nonce', 'uint256 deadline'].map((it) => {
    const [type = '', name = ''] = it.split(' ')
    return { type, name }
  })
  const verifyingContract = systemAddresses.didRegistry
  return signer.signTypedData({
    domain: { name: 'did:nda registry', version: '1', chainId, verifyingContract },
    types: { [change]: shape },
    primaryType: change,
    message: { ...facts },
  })
}
