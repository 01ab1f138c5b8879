/** What an account signs (EIP-712) so that a member may add it with `Governance.addAccount`. */
import type { Hex, LocalAccount } from 'viem'
import { systemAddresses } from '../contracts/addresses.ts'

export type Joining = {
  /** The member's number. */
  readonly member: number
  /** Governance.consents(account) now; a consent is good once. */
  readonly nonce: bigint
  /** Seconds since 1970 after which the consent is void. */
  readonly deadline: bigint
}

/** The account's consent to belong to a member: proof that whoever asks for it holds its key. */
export function signConsent(signer: LocalAccount, chainId: number, it: Joining): Promise<Hex> {
  const verifyingContract = systemAddresses.governance
  return signer.signTypedData({
    domain: { name: 'ndc governance', version: '1', chainId, verifyingContract },
    types: {
      Join: [
        { name: 'account', type: 'address' },
        { name: 'member', type: 'uint32' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Join',
    message: { account: signer.address, ...it },
  })
}
