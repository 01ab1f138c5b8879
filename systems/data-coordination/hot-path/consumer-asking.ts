/** Asking another gateway: signed anew for each attempt; its answer has to prove itself. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256 } from '#kernel/digest'
import type { GatewayEntry } from '../domain/configuration.ts'
import { Fault } from '../domain/fault.ts'
import { contentDigest, type Fields, responseFields } from '../domain/message.ts'
import { BodyBroken, bodyFormOf, readBody, relay } from './body.ts'
import type { Admitted } from './consumer-admission.ts'
import { faultOf, type Signer } from './directory.ts'
import { fieldsOf, flat, passedOn } from './headers.ts'
import { type Hop, HopFailed, startHop } from './hop.ts'
import { signatureHeaders } from './limits.ts'
import { type ReadSignature, readResponseSignature, type Signed } from './message-signature.ts'
import { type Parts, signerNow } from './parts.ts'
import type { PeerPool } from './peer-pool.ts'
import type { EvidenceEntry, Proof } from './store.ts'

export type Asked = Admitted & {
  readonly xRoadId: string
  readonly requestId: string
  readonly url: string
  readonly body: Buffer | undefined
  /** What is signed, as far as it is present. */
  readonly fields: Fields
  /** Flat: what else goes on. */
  readonly passed: readonly string[]
}

export type Answer = {
  readonly status: number
  readonly contentType: string | undefined
  /** X-Road-Error, where the provider's gateway made the answer. */
  readonly error: string | undefined
  readonly passed: readonly string[]
  /** What is kept of the question; asked for last, when a body that streams has been sent. */
  entry(): EvidenceEntry
  readonly proof: Proof
} & (
  | { readonly form: 'held'; readonly body: Buffer | undefined }
  | { readonly form: 'streamed'; readonly stream: AnswerStream }
)

/** An answer whose head has proved itself, and whose body has yet to. */
export type AnswerStream = {
  readonly message: IncomingMessage
  readonly head: ReadSignature
  readonly requestSequence: string
  readonly signer: Signer
}

type Ask = (
  asked: Asked,
  /** A body that streams. */
  upload: IncomingMessage | undefined,
  client: ServerResponse,
) => Promise<Answer>

/** Of the time that a service is given, so much more for the way and the work of gateways. */
const moreMs = 5_000

export function openAsking(parts: Parts, pool: PeerPool): Ask {
  return async (asked, upload, client) => {
    const gateways = inTurn(asked, parts)
    let last: HopFailed | undefined
    for (const gateway of gateways) {
      try {
        return await askGateway({ parts, pool, asked, upload, client }, gateway)
      } catch (error) {
        if (!(error instanceof HopFailed) || error.failure !== 'not-sent') throw error
        last = error
      }
    }
    throw new Fault('NetworkError', last?.message ?? 'No gateway serves this subsystem.', 5)
  }
}

/**
 * The gateways that serve a subsystem. An id always begins at the same one, so that a request that
 * is repeated meets the gateway that knows it; ids spread over all of them.
 */
function inTurn({ target, xRoadId, client }: Asked, { standing }: Parts): GatewayEntry[] {
  const all = standing.current().directory.gatewaysOf(target.subsystem)
  if (all.length < 2) return [...all]
  const first = sha256(`${client} ${xRoadId}`).readUInt32BE() % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

type Attempt = {
  readonly parts: Parts
  readonly pool: PeerPool
  readonly asked: Asked
  readonly upload: IncomingMessage | undefined
  readonly client: ServerResponse
}

async function askGateway(attempt: Attempt, gateway: GatewayEntry): Promise<Answer> {
  const { parts, asked, upload } = attempt
  const tried = { stale: false, clock: false }
  for (;;) {
    const signed = sign(parts, asked, gateway)
    try {
      const answer = await askOnce(attempt, gateway, signed)
      if (answer.error !== clockSkew || tried.clock || upload) return answer
      if (!healClock(parts, gateway, answer)) return answer
      tried.clock = true
    } catch (error) {
      if (!(error instanceof HopFailed)) throw error
      if (error.failure === 'not-sent' && !tried.stale) throw error
      // The other side takes a message on only once, so it may be sent again.
      if (error.failure === 'stale' && !tried.stale && !upload) {
        tried.stale = true
        continue
      }
      await parts.store.append(entryOf(parts, asked, signed)).catch(() => undefined)
      throw new Fault('NoAnswer', `${gateway.id}: ${error.message}`)
    }
  }
}

const clockSkew = 'Server.ServerProxy.ClockSkew'

/** Believes the time that the peer has signed, if it is near enough, and says that it had to. */
function healClock({ clock, signals }: Parts, gateway: GatewayEntry, answer: Answer): boolean {
  const created = /;created=(\d+);/.exec(answer.proof.base)?.[1]
  const learnt = created !== undefined && clock.learn(gateway.id, Number(created) * 1000)
  const detail = learnt
    ? `The clocks of this machine and of ${gateway.id} differ by ${clock.offsetMs()} ms.`
    : `The clocks of this machine and of ${gateway.id} differ by more than 15 minutes.`
  signals.raise('clock-skewed', detail, clock.nowMs())
  return learnt
}

function sign({ clock, standing }: Parts, asked: Asked, gateway: GatewayEntry): Signed {
  const { method, url, fields } = asked
  const nowMs = clock.nowMsFor(gateway.id)
  return signerNow(standing.current()).request({ method, target: url, fields }, nowMs)
}

function entryOf({ clock }: Parts, asked: Asked, signed: Signed): EvidenceEntry {
  return {
    side: 'consumer',
    xRoadId: asked.xRoadId,
    requestId: asked.requestId,
    client: asked.client,
    service: asked.service.id,
    atMs: clock.nowMs(),
    grant: asked.grant.id,
    purpose: asked.purpose,
    request: signed.proof,
    status: null,
    response: null,
  }
}

async function askOnce(
  { parts, pool, asked, upload, client }: Attempt,
  gateway: GatewayEntry,
  signed: Signed,
): Promise<Answer> {
  const { agent, host, port } = pool.to(gateway, parts.standing.current())
  const hop = startHop({
    agent,
    secure: true,
    host,
    port,
    method: asked.method,
    path: asked.url,
    headers: headersOf(asked, signed, `${host}:${port}`, upload !== undefined),
    connectMs: parts.limits.connectMs,
    maxHeaderSize: parts.limits.headers + signatureHeaders,
  })
  const gone = (): void => hop.abort()
  client.once('close', gone)
  const waitMs = asked.service.timeoutMs + moreMs
  let body: Signed | undefined
  const entry = (): EvidenceEntry => entryOf(parts, asked, withBody(signed, body))
  try {
    if (upload) {
      const sending = sendUpload({ parts, hop, upload, signed, gateway, waitMs }, (it) => {
        body = it
      })
      // An answer may come before all was sent.
      await Promise.race([sending, hop.answer])
    } else {
      hop.within(waitMs)
      hop.request.end(asked.body)
    }
    const message = await hop.answer
    const answer = await believe({ parts, gateway, signed, entry, message, asked })
    if (upload && !body && answer.form === 'held') hop.abort()
    return answer
  } catch (error) {
    hop.abort()
    if (error instanceof BodyBroken) await parts.store.append(entry())
    throw error
  } finally {
    client.off('close', gone)
  }
}

function withBody(signed: Signed, body: Signed | undefined): Signed {
  if (!body) return signed
  const { base, signature } = body.proof
  return { ...signed, proof: { ...signed.proof, body: { base, signature } } }
}

const withoutBody = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

function headersOf(asked: Asked, signed: Signed, host: string, streams: boolean): string[] {
  const framing = streams
    ? ['Transfer-Encoding', 'chunked', 'Trailer', 'Content-Digest, Signature-Input, Signature']
    : asked.body
      ? ['Content-Length', String(asked.body.length)]
      : withoutBody.has(asked.method)
        ? []
        : ['Content-Length', '0']
  return [
    'Host',
    host,
    ...asked.passed,
    ...flat(asked.fields),
    'Signature-Input',
    signed.signatureInput,
    'Signature',
    signed.signature,
    ...framing,
  ]
}

type Upload = {
  readonly parts: Parts
  readonly hop: Hop
  readonly upload: IncomingMessage
  readonly signed: Signed
  readonly gateway: GatewayEntry
  readonly waitMs: number
}

/** Sends a body while it is read, and behind it the signature over its digest. */
async function sendUpload(it: Upload, sent: (body: Signed) => void): Promise<void> {
  const { hop, parts } = it
  const { digest, last } = await relay(it.upload, hop.request, parts.limits.idleMs)
  const text = contentDigest(digest)
  const nowMs = parts.clock.nowMsFor(it.gateway.id)
  const signer = signerNow(parts.standing.current())
  const body = signer.body(text, it.signed.sequence, undefined, nowMs)
  hop.request.addTrailers([
    ['Content-Digest', text],
    ['Signature-Input', body.signatureInput],
    ['Signature', body.signature],
  ])
  hop.within(it.waitMs)
  sent(body)
  hop.request.end(last)
}

type Claimed = {
  readonly parts: Parts
  readonly gateway: GatewayEntry
  readonly signed: Signed
  entry(): EvidenceEntry
  readonly message: IncomingMessage
  readonly asked: Asked
}

const answerFields = [...responseFields, 'signature-input', 'signature']

/** Takes an answer only from the gateway that was asked, signed, and bound to the question. */
async function believe({ parts, gateway, signed, entry, message, asked }: Claimed) {
  const { method, xRoadId } = asked
  const status = message.statusCode ?? 0
  const fields = fieldsOf(message.headers, answerFields)
  const doubt = (detail: string): Promise<never> => disbelieve(parts, entry(), gateway, detail)
  const head = readResponseSignature(status, fields, signed.sequence)
  if (!head) return await doubt('The answer is not signed.')
  const signer = parts.standing.current().directory.signer(head.keyId)
  if (signer?.gateway.id !== gateway.id) return await doubt('Another gateway has signed it.')
  const fault = faultOf(signer, parts.clock.nowMs())
  if (fault) return await doubt(`The signing certificate is ${fault}.`)
  if (!head.isBy(signer.key)) return await doubt('The signature of the answer is not right.')
  if (fields['x-road-id'] !== xRoadId) return await doubt('It answers another request.')
  const known = {
    status,
    contentType: fields['content-type'],
    error: fields['x-road-error'],
    passed: passedOn(message),
    entry,
    proof: head.proof,
  }
  const { heldBody, idleMs } = parts.limits
  const bare = method === 'HEAD' || status === 204 || status === 304
  const form = bare ? 'none' : bodyFormOf(message.headers, heldBody)
  if (form === 'streamed') {
    const stream = { message, head, requestSequence: signed.sequence, signer }
    return { ...known, form, stream } satisfies Answer
  }
  if (form === undefined) return await doubt('The length of the body makes no sense.')
  const body = await readBody(message, heldBody, idleMs).catch((error: Error) =>
    disbelieve(parts, entry(), gateway, error.message),
  )
  const digest = body.length > 0 ? contentDigest(sha256(body)) : undefined
  if (fields['content-digest'] !== digest) return await doubt('The body was changed.')
  return { ...known, form: 'held', body: digest === undefined ? undefined : body } satisfies Answer
}

/** That it was asked is kept even where the answer is worth nothing. */
async function disbelieve(
  { store, signals, clock, log }: Parts,
  entry: EvidenceEntry,
  gateway: GatewayEntry,
  detail: string,
): Promise<never> {
  signals.raise('peer-refused', `${gateway.id}: ${detail}`, clock.nowMs())
  log.warn({ gateway: gateway.id, detail }, 'An answer was not believed.')
  await store.append(entry)
  throw new Fault('SignatureVerification', detail)
}
