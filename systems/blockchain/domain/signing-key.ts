/**
 * What libraries of Ed25519 take although it proves nothing, or read in different ways (RFC 8032,
 * 5.1.3 and 5.1.7; "Taming the many EdDSAs"): such keys and signatures are not looked at further.
 */

const field = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
/** One of the two y that the points of order 8 have; the other is its negative. */
const ofOrder8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n

/** Is it no point of small order, for which anybody can sign, and written in its only form? */
export function isSoundKey(key: Uint8Array): boolean {
  if (key.length !== 32) return false
  const y = coordinate(key)
  return y > 1n && y < field - 1n && y !== ofOrder8 && y !== field - ofOrder8
}

/** Is it written in its only form? */
export function isSoundSignature(signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    coordinate(signature.subarray(0, 32)) < field &&
    numberOf(signature.subarray(32)) < order
  )
}

/** Without the sign of x, which is the highest bit. */
const coordinate = (point: Uint8Array) => BigInt.asUintN(255, numberOf(point))

/** Little-endian, 32 bytes. */
function numberOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32)
  let value = 0n
  for (let at = 24; at >= 0; at -= 8) value = (value << 64n) | view.getBigUint64(at, true)
  return value
}
