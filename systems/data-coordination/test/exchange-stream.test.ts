import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { Writable } from 'node:stream'
import { test } from 'node:test'
import { pem } from '#testing/authority'
import { at, client, openPair, type Pair } from '#testing/exchange'
import { contentDigest } from '../domain/message.ts'
import { signerOf } from '../hot-path/message-signature.ts'
import { type EvidenceRow, recordOf, signedTextsOf } from '../hot-path/store-tables.ts'
import { impersonate, signMessage } from './raw-peer.ts'

const part = randomBytes(65_536)

async function pour(parts: number, into: Writable): Promise<string> {
  const hash = createHash('sha256')
  for (let nth = 0; nth < parts && !into.destroyed; nth++) {
    hash.update(part)
    if (!into.write(part)) await drained(into)
  }
  return hash.digest('hex')
}

function drained(into: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      into.off('drain', done).off('close', done)
      resolve()
    }
    into.on('drain', done).on('close', done)
  })
}

type Got = { status: number; digest: string; length: number; whole: boolean; error: unknown }

async function drink(answer: IncomingMessage): Promise<Got> {
  const hash = createHash('sha256')
  let [length, whole] = [0, true]
  try {
    for await (const it of answer) {
      hash.update(it as Buffer)
      length += (it as Buffer).length
    }
  } catch {
    whole = false
  }
  const error = answer.headers['x-road-error']
  return { status: answer.statusCode ?? 0, digest: hash.digest('hex'), length, whole, error }
}

/** Sends so many parts; with `whole` false it breaks off before the end. */
async function upload(pair: Pair, parts: number, whole = true): Promise<Got & { sent: string }> {
  const asking = request(`${pair.url}${at('/files')}`, {
    method: 'POST',
    headers: { 'X-Road-Client': client, 'Content-Type': 'application/octet-stream' },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.once('response', resolve)
    asking.once('error', reject)
  })
  answered.catch(() => undefined)
  const sent = await pour(parts, asking)
  if (whole) asking.end()
  else asking.destroy()
  return { ...(await drink(await answered)), sent }
}

const megabytes = 64
const parts = (megabytes * 1_048_576) / part.length

/** A service that swallows what it is sent, says its digest, and gives 64 MiB when asked. */
function vault() {
  const seen: Got[] = []
  return {
    seen,
    serve: (asked: IncomingMessage, response: ServerResponse): void => {
      if (asked.method === 'GET') {
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
        void pour(parts, response).finally(() => response.end())
        return
      }
      void (async () => {
        const it = await drink(asked)
        seen.push(it)
        response.end(it.digest)
      })()
    },
  }
}

test('64 MiB stream there and back, and both sides hold proof of every byte', async () => {
  const { seen, serve } = vault()
  await using pair = await openPair({ serve })
  const up = await upload(pair, parts)
  assert.deepEqual([up.status, up.whole], [200, true])
  assert.equal(seen[0]?.digest, up.sent)
  assert.equal(seen[0]?.length, megabytes * 1_048_576)

  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${pair.url}${at('/of/1')}`, { headers: { 'X-Road-Client': client } }, resolve)
      .on('error', reject)
      .end()
  })
  const down = await drink(answer)
  assert.deepEqual([down.status, down.whole, down.length], [200, true, megabytes * 1_048_576])
  assert.equal(down.digest, up.sent)

  const digest = contentDigest(Buffer.from(up.sent, 'hex'))
  for (const { store } of [pair.consumer, pair.provider]) {
    const [sent, got] = await store.read<EvidenceRow>(['select * from evidence order by seq'])
    assert.ok(sent && got)
    assert.ok(
      signedTextsOf(sent, store.key).requestBody?.includes(`"content-digest";tr: ${digest}`),
    )
    assert.ok(
      signedTextsOf(got, store.key).responseBody?.includes(`"content-digest";tr: ${digest}`),
    )
    assert.match(recordOf(got).responseBodySignature ?? '', /^[\w-]{86}$/)
  }
})

test('a client that breaks off leaves the service with a message that is cut', async () => {
  const { seen, serve } = vault()
  await using pair = await openPair({ serve })
  await assert.rejects(upload(pair, 40, false))
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(seen[0]?.whole, false)
})

/** Streams to the provider's gateway with trailers that may be wrong. */
async function streamRaw(pair: Pair, change: (trailers: [string, string][]) => void): Promise<Got> {
  const { consumer } = pair.keys
  const path = at('/files')
  const { message, signed } = signMessage(consumer, { method: 'POST', path })
  const asking = tlsRequest({
    host: '127.0.0.1',
    port: pair.provider.gateway.ports.peers,
    method: 'POST',
    path,
    agent: false,
    key: consumer.tls.keyPem,
    cert: consumer.tls.pem,
    ca: pem(pair.authority.root),
    checkServerIdentity: () => undefined,
    headers: {
      ...message.headers,
      'Transfer-Encoding': 'chunked',
      Trailer: 'Content-Digest, Signature-Input, Signature',
    },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.once('response', resolve)
    asking.once('error', reject)
  })
  const digest = contentDigest(Buffer.from(await pour(40, asking), 'hex'))
  const { key, certificate } = consumer.signing
  const body = signerOf({ key, certificate }).body(digest, signed.sequence, undefined, Date.now())
  const trailers: [string, string][] = [
    ['Content-Digest', digest],
    ['Signature-Input', body.signatureInput],
    ['Signature', body.signature],
  ]
  change(trailers)
  asking.addTrailers(trailers)
  asking.end()
  return drink(await answered)
}

test('trailers that do not fit: the service sees a cut message, and the sender is told', async () => {
  const { seen, serve } = vault()
  await using pair = await openPair({ serve })
  assert.equal((await streamRaw(pair, () => undefined)).status, 200)
  assert.equal(seen[0]?.whole, true)
  const wrong: ((trailers: [string, string][]) => void)[] = [
    (it) => void it.splice(0),
    (it) => void it.splice(1),
    (it) => void (it[0] = ['Content-Digest', contentDigest(Buffer.alloc(32))]),
    (it) => void (it[2] = ['Signature', `ndc-body=:${Buffer.alloc(64, 1).toString('base64')}:`]),
  ]
  for (const change of wrong) {
    const count = seen.length
    const told = await streamRaw(pair, change)
    assert.equal(told.error, 'Server.ServerProxy.SignatureVerification')
    while (seen.length === count) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(seen.at(-1)?.whole, false)
  }
})

test('a streamed answer whose trailers do not fit never ends for the client', async () => {
  await using pair = await openPair()
  const signer = signerOf(pair.keys.provider.signing)
  let change: (trailers: [string, string][]) => void = () => undefined
  using _server = await impersonate(pair, (asked, response, sequence) => {
    const id = String(asked.headers['x-road-id'])
    const head = signer.response(200, { 'x-road-id': id }, sequence, Date.now())
    response.writeHead(200, {
      'X-Road-Id': id,
      'Signature-Input': head.signatureInput,
      Signature: head.signature,
      Trailer: 'Content-Digest, Signature-Input, Signature',
    })
    void (async () => {
      const digest = contentDigest(Buffer.from(await pour(40, response), 'hex'))
      const body = signer.body(digest, head.sequence, sequence, Date.now())
      const trailers: [string, string][] = [
        ['Content-Digest', digest],
        ['Signature-Input', body.signatureInput],
        ['Signature', body.signature],
      ]
      change(trailers)
      response.addTrailers(trailers)
      response.end()
    })()
  })
  const get = async (): Promise<Got> => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${pair.url}${at('/of/1')}`, { headers: { 'X-Road-Client': client } }, resolve)
        .on('error', reject)
        .end()
    })
    return drink(answer)
  }
  assert.equal((await get()).whole, true)
  const wrong: (typeof change)[] = [
    (it) => void it.splice(0),
    (it) => void (it[0] = ['Content-Digest', contentDigest(Buffer.alloc(32))]),
    (it) => void (it[2] = ['Signature', `ndc-body=:${Buffer.alloc(64, 1).toString('base64')}:`]),
  ]
  for (const it of wrong) {
    change = it
    assert.equal((await get()).whole, false)
  }
  const rows = await pair.consumer.store.read<{ status: number | null }>([
    'select status from evidence order by seq',
  ])
  assert.deepEqual(
    rows.map((it) => it.status),
    [200, null, null, null],
  )
})

test('a service that breaks off leaves the client with an answer that is cut', async () => {
  await using pair = await openPair({
    serve: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      void pour(40, response).finally(() => response.destroy())
    },
  })
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${pair.url}${at('/of/1')}`, { headers: { 'X-Road-Client': client } }, resolve)
      .on('error', reject)
      .end()
  })
  assert.equal((await drink(answer)).whole, false)
})

test('a service may answer before it has read all, and its answer arrives', async () => {
  await using pair = await openPair({
    serve: (asked, response) => {
      asked.resume()
      response.writeHead(413, { 'Content-Length': 2 })
      response.end('{}')
    },
  })
  const up = await upload(pair, parts).catch((error: NodeJS.ErrnoException) => error)
  if (up instanceof Error) assert.match(String(up.code), /EPIPE|ECONNRESET/)
  else assert.equal(up.status, 413)
})
