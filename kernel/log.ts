import pino from 'pino'

/** Structured log lines (JSON) on standard output. Never given a name, a number or a secret. */
export type Log = pino.Logger

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Opens the log. Lines are gathered for at most `gatherMs` before they are written, so that a
 * busy server does not pay a system call for each; `flush()` writes what is held.
 */
export function openLog(level: LogLevel, destination: number | string = 1): Log {
  const stream = pino.destination({ dest: destination, sync: false, minLength: 8192 })
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
  const timer = setInterval(() => log.flush(), 500)
  timer.unref()
  return log
}
