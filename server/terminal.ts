import { systemClock } from '#kernel/clock'

/** Tells the person who starts the center; a passing line may be written over by the next. */
export type Say = (line: string, passing?: 'passing') => void

const passingEveryMs = 1_000

/**
 * Says lines on standard output. On a terminal a passing line is written over by the next; in a
 * file or a pipe only one a second is kept.
 */
export function openTerminal(out: NodeJS.WriteStream): Say {
  let open = false
  let passedMs = Number.NEGATIVE_INFINITY
  return (line, passing) => {
    if (!passing) {
      out.write(`${open ? '\r\u001b[K' : ''}${line}\n`)
      open = false
      return
    }
    if (out.isTTY) {
      out.write(`\r\u001b[K${line}`)
      open = true
      return
    }
    const nowMs = systemClock.elapsedMs()
    if (nowMs - passedMs < passingEveryMs) return
    passedMs = nowMs
    out.write(`${line}\n`)
  }
}
