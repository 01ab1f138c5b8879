import { type EVMBLSInterface, MCLBLS } from '@ethereumjs/evm'
import * as mcl from 'mcl-wasm'

await mcl.init(mcl.BLS12_381)

/** What the library takes at once lies on the stack of its WebAssembly, which is small. */
const mostAtOnce = 128
const sizeOfPair = { G1: 160, G2: 288 }

/** The curve BLS12-381 for the precompiles of EIP-2537, in WebAssembly: sums in pieces. */
class Curve extends MCLBLS implements EVMBLSInterface {
  override msmG1(input: Uint8Array): Uint8Array {
    return inPieces(input, mostAtOnce * sizeOfPair.G1, {
      one: (piece) => super.msmG1(piece),
      add: (both) => this.addG1(both),
    })
  }

  override msmG2(input: Uint8Array): Uint8Array {
    return inPieces(input, mostAtOnce * sizeOfPair.G2, {
      one: (piece) => super.msmG2(piece),
      add: (both) => this.addG2(both),
    })
  }
}

type Sum = { one(piece: Uint8Array): Uint8Array; add(both: Uint8Array): Uint8Array }

function inPieces(input: Uint8Array, size: number, { one, add }: Sum): Uint8Array {
  let sum = one(input.subarray(0, size))
  for (let at = size; at < input.length; at += size) {
    sum = add(Buffer.concat([sum, one(input.subarray(at, at + size))]))
  }
  return sum
}

export const blsCurve: EVMBLSInterface = new Curve(mcl)
