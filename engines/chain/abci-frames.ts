/** A message may be as large as a chunk of a snapshot or a block, with room to spare. */
export const maxFrame = 32 * 1024 * 1024

/** Thrown where a peer does not keep to the protocol. */
export class BadFrame extends Error {
  override name = 'BadFrame'
}

/**
 * Takes messages out of a stream in which each stands after its length (a varint), however the
 * stream is cut. Holds at most one message that is not whole.
 */
export function openFrames() {
  let pieces: Buffer[] = []
  let held = 0

  function gathered(): Buffer {
    const all = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, held)
    pieces = [all]
    return all
  }

  /** Bytes from which the next message is whole, as far as is known. */
  let needed = 1
  return function take(piece: Buffer): Buffer[] {
    pieces.push(piece)
    held += piece.length
    if (held < needed) return []
    const bytes = gathered()
    const frames: Buffer[] = []
    let at = 0
    for (;;) {
      const head = readLength(bytes, at)
      const end = head === undefined ? undefined : head.at + head.length
      if (end === undefined || end > bytes.length) {
        needed = end === undefined ? bytes.length - at + 1 : end - at
        break
      }
      frames.push(bytes.subarray((head as { at: number }).at, end))
      at = end
    }
    pieces = at === bytes.length ? [] : [bytes.subarray(at)]
    held = bytes.length - at
    return frames
  }
}

function readLength(bytes: Buffer, from: number): { length: number; at: number } | undefined {
  let length = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number
    length += (byte & 0x7f) * 2 ** (7 * (at - from))
    if (length > maxFrame) throw new BadFrame(`A message of more than ${maxFrame} bytes.`)
    if (byte < 0x80) return { length, at: at + 1 }
    if (at - from >= 4) throw new BadFrame('A length of more than five bytes.')
  }
  return undefined
}

/** A message with its length before it. */
export function framed(message: Uint8Array): Buffer {
  const head: number[] = []
  let rest = message.length
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) head.push((rest & 0x7f) | 0x80)
  head.push(rest)
  return Buffer.concat([Uint8Array.from(head), message])
}
