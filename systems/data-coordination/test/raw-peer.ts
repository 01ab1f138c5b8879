import { randomUUID, X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { systemClock } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { pem } from '#testing/authority'
import type { Issued } from '#testing/certificates'
import { at, client, type Keys, type Pair } from '#testing/exchange'
import { contentDigest, type Fields } from '../domain/message.ts'
import { readResponseSignature, type Signed, signerOf } from '../hot-path/message-signature.ts'

export type Sent = {
  readonly method?: string
  readonly path?: string
  readonly fields?: Fields
  readonly body?: string
  readonly nowMs?: number
  /** Signs. */
  readonly signing?: Issued
  /** Connects. */
  readonly tls?: Issued
  /** What travels, after it was signed. */
  readonly change?: (message: Travelling) => void
}

export type Travelling = { path: string; headers: Record<string, string>; body: string | undefined }

export type Told = {
  readonly status: number
  readonly error: string | undefined
  readonly text: string
  readonly headers: IncomingMessage['headers']
  /** Is it signed by the provider's gateway, and bound to this request? */
  readonly proven: boolean
}

/** A message as the consumer's gateway would sign it. */
export function signMessage(keys: Keys, sent: Sent): { message: Travelling; signed: Signed } {
  const { method = 'GET', path = at('/of/1'), body, nowMs = systemClock.now().getTime() } = sent
  const id = randomUUID()
  const fields: Record<string, string | undefined> = {
    'content-digest': body === undefined ? undefined : contentDigest(sha256(body)),
    'x-road-client': client,
    'x-road-id': id,
    'x-road-request-id': id,
    'ndc-grant': 'grant-1',
    'ndc-purpose': 'residence',
    'ndc-configuration': '1',
    ...sent.fields,
  }
  const { key, certificate } = sent.signing ?? keys.signing
  const signed = signerOf({ key, certificate }).request({ method, target: path, fields }, nowMs)
  const headers: Record<string, string> = {
    'Signature-Input': signed.signatureInput,
    Signature: signed.signature,
  }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) headers[name] = value
  return { message: { path, headers, body }, signed }
}

/** Sends a message to the provider's gateway, past the consumer's. */
export async function tell(pair: Pair, sent: Sent = {}): Promise<Told> {
  const { message, signed } = signMessage(pair.keys.consumer, sent)
  sent.change?.(message)
  return send(pair, sent, message, signed)
}

export function send(pair: Pair, sent: Sent, message: Travelling, signed: Signed): Promise<Told> {
  const tls = sent.tls ?? pair.keys.consumer.tls
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port: pair.provider.gateway.ports.peers,
        method: sent.method ?? 'GET',
        path: message.path,
        agent: false,
        key: tls.keyPem,
        cert: tls.pem,
        ca: pem(pair.authority.root),
        checkServerIdentity: () => undefined,
        headers: {
          ...message.headers,
          ...(message.body !== undefined && { 'Content-Length': Buffer.byteLength(message.body) }),
        },
      },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => resolve(toldOf(pair, answer, Buffer.concat(parts), signed)))
      },
    )
    asking.on('error', reject)
    asking.end(message.body)
  })
}

function toldOf(pair: Pair, answer: IncomingMessage, body: Buffer, signed: Signed): Told {
  const { headers, statusCode: status = 0 } = answer
  const fields = headers as Fields
  const key = publicOf(pair.keys.provider.signing)
  const head = readResponseSignature(status, fields, signed.sequence)
  const error = headers['x-road-error']
  return {
    status,
    error: typeof error === 'string' ? error : undefined,
    text: body.toString(),
    headers,
    proven:
      head?.isBy(key) === true &&
      (body.length === 0 || fields['content-digest'] === contentDigest(sha256(body))),
  }
}

function publicOf({ certificate }: Issued) {
  return new X509Certificate(certificate).publicKey
}

type Answers = (request: IncomingMessage, response: ServerResponse, sequence: string) => void

/** In place of the provider's gateway: a server with its keys that answers as it likes. */
export async function impersonate(pair: Pair, answers: Answers): Promise<Disposable> {
  const { tls } = pair.keys.provider
  const server = createServer(
    { key: tls.keyPem, cert: tls.pem, ca: pem(pair.authority.root), requestCert: true },
    (request, response) => {
      const sequence = /ndc=(:[^:]+:)/.exec(String(request.headers['signature']))?.[1] ?? ''
      answers(request, response, sequence)
    },
  )
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  pair.change(({ gateways }) => ({
    gateways: gateways.map((it) =>
      it.id === 'gateway-provider' ? { ...it, address: `https://127.0.0.1:${port}` } : it,
    ),
  }))
  return {
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
