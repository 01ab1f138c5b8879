import { type Common, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { keccak } from '../state/keccak.ts'
import { recover } from './signature.ts'

/**
 * Ethereum's rules of the Prague fork, but: the block hash and beacon root are not written into the
 * state (EIP-2935 and 4788), since an empty block leaves it unchanged; no withdrawals, no blobs, no
 * requests; the base fee is 0; PREVRANDAO is 0, there is no chance on the chain.
 */
export function rulesOf(chainId: bigint, hardfork: Hardfork = Hardfork.Prague): Common {
  return createCustomCommon({ chainId: Number(chainId) }, Mainnet, {
    hardfork,
    customCrypto: {
      keccak256: keccak,
      ecrecover: (hash, v, r, s) => {
        const signature = new Uint8Array(64)
        signature.set(r, 32 - r.length)
        signature.set(s, 64 - s.length)
        const publicKey = recover(hash, signature, Number(v) - 27)
        if (!publicKey) throw new RangeError('nobody has signed this')
        return publicKey
      },
    },
  })
}
