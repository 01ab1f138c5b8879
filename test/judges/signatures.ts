/** Two libraries recover the signers of 10⁶ hostile signatures, or of as many as are asked for. */
import * as wasm from 'tiny-secp256k1'
import {
  Chance,
  hostileSignature,
  judged,
  keccak,
  recoverByNative,
  recoverByWasm,
} from '#blockchain/execution'

const count = Number(process.argv[2] ?? 1_000_000)
if (!recoverByNative) {
  process.stderr.write('There is no native build of secp256k1 for this machine.\n')
  process.exit(1)
}
const chance = new Chance(704)
const key = keccak(Uint8Array.of(1))
const seen = { somebody: 0, nobody: 0 }
let honest = wasm.signRecoverable(key, key)
let hash: Uint8Array = key
for (let nth = 0; nth < count; nth += 1) {
  if (nth % 8 === 0) {
    hash = chance.bytes(32)
    honest = wasm.signRecoverable(hash, key)
  }
  const { signature, recoveryId: parity } = honest
  const hostile = hostileSignature(chance, { hash, signature, parity })
  const [native, other] = [judged(recoverByNative, hostile), judged(recoverByWasm, hostile)]
  if (native !== other) {
    const words = Buffer.from(hostile.signature).toString('hex')
    process.stdout.write(`They differ on ${words}, parity ${hostile.parity}.\n`)
    process.exit(1)
  }
  seen[native.endsWith('nobody') ? 'nobody' : 'somebody'] += 1
}
process.stdout.write(`They agree on ${count} signatures: ${JSON.stringify(seen)}.\n`)
