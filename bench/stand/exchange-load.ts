import { connect, type Socket } from 'node:net'

export type Load = {
  readonly connections: number
  readonly seconds: number
  /** Asked for together, evenly; without it each asks as soon as it is answered. */
  readonly perSecond?: number
}

export type Loaded = {
  readonly count: number
  readonly seconds: number
  /** Milliseconds; with a rate they count from when the question was due. */
  readonly latencies: readonly number[]
}

/** Asks over so many connections; throws at the first answer that is not 200 or breaks off. */
export async function askInParallel(port: number, question: string, load: Load): Promise<Loaded> {
  const { connections, seconds, perSecond } = load
  const from = performance.now()
  const until = from + seconds * 1000
  const latencies: number[] = []
  const everyMs = perSecond === undefined ? 0 : (connections * 1000) / perSecond
  await Promise.all(
    Array.from({ length: connections }, async (_, nth) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      const line = new Line(socket)
      let due = from + (everyMs * nth) / connections
      while (performance.now() < until) {
        if (everyMs > 0) await pause(due - performance.now())
        const began = everyMs > 0 ? due : performance.now()
        await line.ask(question)
        latencies.push(performance.now() - began)
        due += everyMs
      }
      socket.destroy()
    }),
  )
  return { count: latencies.length, seconds: (performance.now() - from) / 1000, latencies }
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

/** One connection. Reads answers with a length, or in chunks, without keeping them. */
class Line {
  readonly #socket: Socket
  #answered: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined
  /** What was read of a head, or the last bytes of chunks. */
  #held = ''
  #left = -1
  #chunked = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('error', (error) => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new Error('The connection was closed.')))
  }

  ask(question: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#left = -1
      this.#held = ''
      this.#socket.write(question, 'latin1')
    })
  }

  #take(bytes: Buffer): void {
    let rest = bytes
    if (this.#left < 0) {
      this.#held += bytes.toString('latin1')
      const end = this.#held.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = this.#held.slice(0, end).toLowerCase()
      if (!head.startsWith('http/1.1 200')) {
        this.#failed?.(new Error(this.#held))
        return
      }
      const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1]
      this.#chunked = length === undefined
      this.#left = Number(length ?? 0)
      rest = bytes.subarray(bytes.length - (this.#held.length - end - 4))
      this.#held = ''
    }
    if (this.#chunked) {
      this.#held = (this.#held + rest.toString('latin1', Math.max(0, rest.length - 7))).slice(-7)
      if (this.#held === '\r\n0\r\n\r\n') this.#answered?.()
      return
    }
    this.#left -= rest.length
    if (this.#left <= 0) this.#answered?.()
  }
}

/** A question as an information system would write it. */
export function questionOf(path: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}\r\n`
}
