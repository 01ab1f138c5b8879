/** The service behind the provider's gateway: answers `/size/{bytes}` with so many. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const part = Buffer.from(`"${'x'.repeat(65_534)}"`)
const bodies = new Map<number, Buffer>()

function bodyOf(size: number): Buffer {
  let body = bodies.get(size)
  if (!body) {
    body = Buffer.from(`"${'x'.repeat(Math.max(0, size - 2))}"`)
    bodies.set(size, body)
  }
  return body
}

async function pour(size: number, into: ServerResponse): Promise<void> {
  for (let left = size; left > 0 && !into.destroyed; left -= part.length) {
    if (into.write(left < part.length ? part.subarray(0, left) : part)) continue
    await new Promise<void>((resolve) => {
      const done = (): void => {
        into.off('drain', done).off('close', done)
        resolve()
      }
      into.on('drain', done).on('close', done)
    })
  }
  into.end()
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const size = Number(/\/size\/(\d+)/.exec(request.url ?? '')?.[1] ?? 0)
  response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(size)])
  if (size <= part.length * 2) response.end(bodyOf(size))
  else void pour(size, response)
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('SIGTERM', () => process.exit(0))
