import pino from 'pino'

/** Structured log lines (JSON) on standard output. Never given a name, a number or a secret. */
export type Log = pino.Logger

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const pieceLength = 16_384
const gatherMs = 500

/**
 * Opens the log. Lines are gathered for at most `gatherMs` before they are written, so that a
 * busy server does not pay a system call for each; `flush()` writes what is held.
 */
export function openLog(level: LogLevel, destination: number | string = 1): Log {
  const stream = gather(pino.destination({ dest: destination, sync: false }))
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A second fence: should a secret be handed over by mistake, these names never show.
      redact: ['password', 'secret', 'token', 'cookie', 'authorization', '*.password', '*.secret'],
    },
    stream,
  )
  const timer = setInterval(() => log.flush(), gatherMs)
  timer.unref()
  return log
}

// When the process ends, streams write all that they were given; so they are given the rest first.
const gathered = new Set<() => void>()
process.prependListener('exit', () => {
  for (const pass of gathered) pass()
})

/** Hands lines on in pieces: the stream measures all that it holds whenever it is given some. */
function gather(stream: ReturnType<typeof pino.destination>) {
  let held = ''
  const pass = (): void => {
    if (held === '') return
    const piece = held
    held = ''
    stream.write(piece)
  }
  gathered.add(pass)
  return {
    write(line: string): void {
      held += line
      if (held.length >= pieceLength) pass()
    },
    flush(done?: (error?: Error) => void): void {
      pass()
      stream.flush(done)
    },
  }
}
