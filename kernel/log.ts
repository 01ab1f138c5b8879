import pino from 'pino'

/** Structured log lines (JSON) on standard output. Never given a name, a number or a secret. */
export type Log = pino.Logger

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const pieceLength = 16_384
const gatherMs = 500
/** Lines that cannot be written, as on a full disk, are held up to this many letters. */
const mostHeld = 4_000_000

/**
 * Opens the log. Lines are gathered for at most `gatherMs` before they are written, so that a
 * busy server does not pay a system call for each; `flush()` writes what is held.
 */
export function openLog(level: LogLevel, destination: number | string = 1): Log {
  const written = pino.destination({ dest: destination, sync: false, maxLength: mostHeld })
  const stream = gather(written)
  outliveFaults(written)
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: withoutData },
      // A second fence: should a secret be handed over by mistake, these names never show.
      redact: ['password', 'secret', 'token', 'cookie', 'authorization', '*.password', '*.secret'],
    },
    stream,
  )
  const timer = setInterval(() => log.flush(), gatherMs)
  timer.unref()
  return log
}

/** What PostgreSQL says beside its message repeats what it was given, as may the message's end. */
const repeating = ['detail', 'where', 'hint', 'query', 'internalQuery', 'parameters']

function withoutData(error: Error): object {
  const told: Record<string, unknown> = { ...pino.stdSerializers.err(error) }
  if (!('severity' in error)) return told
  for (const name of repeating) delete told[name]
  const message = error.message.replace(/: ".*$/s, '')
  const stack = String(told['stack']).replace(error.message, message)
  return { ...told, message, stack }
}

// When the process ends, streams write all that they were given; so they are given the rest first.
const atExit = new Set<() => void>()
process.prependListener('exit', () => {
  for (const act of atExit) act()
})

/** A log that cannot be written is tried again with the next line, and holds up nothing. */
function outliveFaults(stream: ReturnType<typeof pino.destination>): void {
  let failing = false
  stream.on('error', () => {
    failing = true
  })
  stream.on('write', () => {
    failing = false
  })
  // At the end the stream would try until it succeeds.
  atExit.add(() => failing && stream.destroy())
}

/** Hands lines on in pieces: the stream measures all that it holds whenever it is given some. */
function gather(stream: ReturnType<typeof pino.destination>) {
  let held = ''
  const pass = (): void => {
    if (held === '') return
    const piece = held
    held = ''
    stream.write(piece)
  }
  atExit.add(pass)
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
