import { connect, type Socket } from 'node:net'

/** One request as it goes over the wire (HTTP/1.1, kept alive). */
export function wire(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`)
}

/**
 * Asks over so many connections for so long, on each the next question after the answer; returns
 * how many were answered. Throws at the first answer that is not 200. It does as little as it can,
 * since it shares the machine with what it measures.
 */
export async function press(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
  next: () => Buffer,
): Promise<number> {
  const { hostname, port } = new URL(url)
  const until = performance.now() + seconds * 1000
  const asked = await Promise.all(
    Array.from({ length: connections }, () =>
      converse(connect(Number(port), hostname), next, () => performance.now() < until),
    ),
  )
  return asked.reduce((sum, it) => sum + it, 0)
}

function converse(socket: Socket, next: () => Buffer, goOn: () => boolean): Promise<number> {
  socket.setNoDelay(true)
  let answers = 0
  let held: Buffer = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The server closed the connection.')))
    socket.on('data', (bytes: Buffer) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      const length = lengthOfAnswer(held)
      if (length === undefined || held.length < length) return
      if (held.toString('latin1', 9, 12) !== '200') {
        reject(new Error(held.toString()))
        socket.destroy()
        return
      }
      held = held.subarray(length)
      answers++
      if (goOn()) socket.write(next())
      else {
        resolve(answers)
        socket.destroy()
      }
    })
    socket.write(next())
  })
}

const lengthHeader = 'content-length: '

/** Undefined while its head is not all there. */
function lengthOfAnswer(held: Buffer): number | undefined {
  const end = held.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const lower = held.toString('latin1', 0, end).toLowerCase()
  const at = lower.indexOf(lengthHeader)
  if (at < 0) throw new Error(`An answer without a length: ${lower}`)
  return end + 4 + Number.parseInt(lower.slice(at + lengthHeader.length), 10)
}
