import { Transform } from 'node:stream'
import { fileBroken } from './problems.ts'

/** What one source may hold: enough for a register of the whole nation, too little for a disk. */
export const largestSource = 64 * 1024 ** 3

/** Passes bytes on, and breaks off when there are more: a source may be without an end. */
export function atMost(bytes: number): Transform {
  let left = bytes
  return new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length
      if (left >= 0) done(null, chunk)
      else done(tooMuch())
    },
  })
}

function tooMuch() {
  return fileBroken(
    'Nguồn chứa hơn 64 GB. Hãy nạp từng phần.',
    'The source holds more than 64 GB. Load it in parts.',
  )
}
