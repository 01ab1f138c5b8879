/** The same answers from node:http alone: nobody is asked who they are, and nothing is checked. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { factOf } from './fact.ts'

function answer(reply: ServerResponse, id: string): void {
  const body = JSON.stringify(factOf(id))
  reply.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  reply.end(body)
}

const server = createServer((request, reply) => {
  if (request.method === 'GET') {
    answer(reply, (request.url ?? '').slice('/api/stack/v1/facts/'.length))
    return
  }
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const { number } = JSON.parse(Buffer.concat(parts).toString()) as { number: string }
    answer(reply, number)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.once('SIGTERM', () => process.exit(0))
