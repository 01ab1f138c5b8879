import type { Backend } from './backend.ts'
import { heightOf, pruned, stateOf } from './block-choice.ts'
import type { Method, Methods } from './methods.ts'
import { address, hash, hex, hexQuantity, hexWord, list, object, slot } from './params.ts'
import { wrongParams } from './rpc-error.ts'

const mostSlots = 1_024

/** What accounts hold, and the proof of it. */
export function stateMethods(backend: Backend): Methods {
  return {
    eth_getBalance: ([of, block]) => {
      const account = stateOf(backend, block).account(address(of, 'address'))
      return hexQuantity(account?.balance ?? 0n)
    },
    eth_getTransactionCount: ([of, block]) => {
      const key = address(of, 'address')
      if (block === 'pending') return hexQuantity(backend.pool.nextNonce(key))
      return hexQuantity(stateOf(backend, block).account(key)?.nonce ?? 0n)
    },
    eth_getCode: ([of, block]) => {
      const state = stateOf(backend, block)
      const account = state.account(address(of, 'address'))
      return account ? hex(state.code(account.codeHash)) : '0x'
    },
    eth_getStorageAt: ([of, key, block]) => {
      const from = address(of, 'address')
      const at = slot(key)
      return hexWord(stateOf(backend, block).storage(from, at))
    },
    eth_getStorageValues: storageValues(backend),
    eth_getProof: proof(backend),
  }
}

/** Many slots of many accounts at once. */
function storageValues(backend: Backend): Method {
  return ([asked, block]) => {
    const accounts = Object.entries(object(asked, 'request'))
    const keys = accounts.map(([of, slots]) => ({
      name: of,
      from: address(of, 'address'),
      slots: list(slots, 'slots', mostSlots).map((it) => hash(it, 'slot')),
    }))
    const all = keys.reduce((sum, it) => sum + it.slots.length, 0)
    if (all === 0) throw wrongParams('empty request')
    if (all > mostSlots) throw wrongParams(`too many slots (max ${mostSlots})`)
    const state = stateOf(backend, block)
    return Object.fromEntries(
      keys.map(({ name, from, slots }) => [
        name,
        slots.map((it) => hexWord(state.storage(from, it))),
      ]),
    )
  }
}

/** EIP-1186. */
function proof(backend: Backend): Method {
  return ([of, asked, block]) => {
    const key = address(of, 'address')
    const slots = list(asked, 'storage keys', mostSlots)
    const found = backend.state.proof(heightOf(backend, block), key, slots.map(slot))
    if (!found) throw pruned(backend.state.oldest)
    const { account, accountProof, storageProof } = found
    return {
      address: hex(key),
      accountProof: accountProof.map(hex),
      balance: hexQuantity(account?.balance ?? 0n),
      nonce: hexQuantity(account?.nonce ?? 0n),
      codeHash: account ? hex(account.codeHash) : noCodeHash,
      storageHash: account ? hex(account.storageRoot) : noStorageRoot,
      storageProof: storageProof.map((it, at) => ({
        key: keyAsAsked(slots[at], it.slot),
        value: it.value.length === 0 ? '0x0' : hexQuantity(BigInt(hex(it.value))),
        proof: it.proof.map(hex),
      })),
    }
  }
}

/** A whole word is repeated as a word, anything shorter as the quantity that it is. */
function keyAsAsked(asked: unknown, key: Uint8Array): string {
  return String(asked).length === 66 ? hex(key) : hexQuantity(BigInt(hex(key)))
}

const noCodeHash = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'
const noStorageRoot = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
