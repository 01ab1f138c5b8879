/**
 * The client's side of an exchange: takes a request of an information system, signs it, asks a
 * gateway that serves the subsystem, checks what it answers, keeps the evidence, and answers.
 */
import { hash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256 } from '#kernel/digest'
import { type Language, languageOf } from '#kernel/words'
import { Fault } from '../domain/fault.ts'
import { contentDigest } from '../domain/message.ts'
import { type BodyForm, bodyFormOf, copyOf, readBody } from './body.ts'
import { type Admitted, admit, callerOf } from './consumer-admission.ts'
import { type Answer, type Asked, openAsking } from './consumer-asking.ts'
import { deliverStream } from './consumer-stream.ts'
import { fieldsOf, flat, passedOn } from './headers.ts'
import { answerMeta, isMeta } from './metaservices.ts'
import { openSlots, type Parts } from './parts.ts'
import type { PeerPool } from './peer-pool.ts'
import { StoreBusy, StoreFailed } from './store.ts'

export type Consumer = {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Exchanges under way. */
  busy(): number
}

export function openConsumer(parts: Parts, pool: PeerPool): Consumer {
  const slots = openSlots(parts.limits)
  const ask = openAsking(parts, pool)
  return {
    busy: slots.taken,
    handle(request, response) {
      const form = bodyFormOf(request.headers, parts.limits.heldBody)
      const free = slots.take(form === 'streamed')
      if (!free) {
        refuse(request, response, new Fault('Busy', 'Too many exchanges at once.', 1))
        return
      }
      exchange({ parts, ask, request, response, form })
        .catch((error: unknown) => refuse(request, response, faultOf(error, parts)))
        .finally(free)
    },
  }
}

type Handling = {
  readonly parts: Parts
  readonly ask: ReturnType<typeof openAsking>
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly form: BodyForm | undefined
}

async function exchange({ parts, ask, request, response, form }: Handling): Promise<void> {
  const standing = parts.standing.current()
  const nowMs = parts.clock.nowMs()
  const caller = callerOf(request, standing, nowMs)
  if (isMeta(caller.target.code)) {
    await answerMeta(caller, parts, response)
    return
  }
  const narrowed = request.headers['ndc-purpose']
  if (Array.isArray(narrowed)) throw new Fault('BadRequest', 'NDC-Purpose stands once.')
  const admitted = admit(caller, narrowed, standing, nowMs)
  if (form === undefined) throw new Fault('BadRequest', 'The length of the body makes no sense.')
  const startedMs = parts.elapsedMs()
  let failed = true
  try {
    // Nothing is asked whose evidence could not be kept.
    await parts.store.probe()
    const { heldBody, idleMs } = parts.limits
    const body = form === 'held' ? await readBody(request, heldBody, idleMs) : undefined
    const { version } = standing.directory.configuration
    const asked = askedOf(admitted, request, version, body, nowMs)
    const answer = await ask(asked, form === 'streamed' ? request : undefined, response)
    failed = answer.error !== undefined && answer.status >= 500
    await deliver({ asked, answer, parts, response })
  } finally {
    parts.signals.count({
      atMs: nowMs,
      side: 'consumer',
      client: admitted.client,
      service: admitted.service.id,
      durationMs: parts.elapsedMs() - startedMs,
      failed,
    })
  }
}

const passedFields = ['content-type', 'x-road-userid', 'x-road-issue', 'x-road-represented-party']

/** What a client may choose as X-Road-Id: it stands in headers, logs and tables. */
const idForm = /^[\w.:@+/=-]{1,128}$/

/** A UUIDv7 (RFC 9562): ids that follow each other lie side by side in the indexes of logs. */
function newExchangeId(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

function askedOf(
  admitted: Admitted,
  request: IncomingMessage,
  configuration: number,
  body: Buffer | undefined,
  nowMs: number,
): Asked {
  const given = request.headers['x-road-id']
  if (given !== undefined && (typeof given !== 'string' || !idForm.test(given))) {
    throw new Fault('BadRequest', 'X-Road-Id must be up to 128 letters, digits or ._:@+/=-.')
  }
  const requestId = randomUUID()
  const xRoadId = given ?? newExchangeId(nowMs)
  const passed = fieldsOf(request.headers, passedFields)
  return {
    ...admitted,
    xRoadId,
    requestId,
    body,
    url: request.url as string,
    fields: {
      'content-type': passed['content-type'],
      'content-digest': body && contentDigest(sha256(body)),
      'x-road-client': admitted.client,
      'x-road-id': xRoadId,
      'x-road-request-id': requestId,
      'x-road-userid': passed['x-road-userid'],
      'x-road-issue': passed['x-road-issue'],
      'x-road-represented-party': passed['x-road-represented-party'],
      'ndc-grant': admitted.grant.id,
      'ndc-purpose': admitted.purpose,
      'ndc-configuration': String(configuration),
    },
    passed: passedOn(request),
  }
}

type Delivery = {
  readonly asked: Asked
  readonly answer: Answer
  readonly parts: Parts
  readonly response: ServerResponse
}

/** Keeps the evidence, and only then answers. */
async function deliver({ asked, answer, parts, response }: Delivery): Promise<void> {
  const entry = answer.entry()
  const headers = headersOf(asked, answer, entry.request.base)
  if (!response.req.complete) headers.push('Connection', 'close')
  if (answer.form === 'streamed') {
    await deliverStream({ answer, headers, parts, response })
    return
  }
  const { status, proof, body } = answer
  const bodies = asked.service.keepsBodies
    ? { request: copyOf(asked.body), response: copyOf(body) }
    : undefined
  await parts.store.append({ ...entry, status, response: proof }, { bodies })
  if (body) headers.push('Content-Length', String(body.length))
  else if (asked.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304) {
    headers.push('Content-Length', '0')
  }
  response.writeHead(answer.status, headers)
  response.end(body)
  endUpload(response.req)
}

function headersOf(asked: Asked, answer: Answer, base: string): string[] {
  const digest = hash('sha512', base, 'base64')
  return [
    ...answer.passed,
    ...flat({
      'Content-Type': answer.contentType,
      'X-Road-Client': asked.client,
      'X-Road-Service': asked.service.id,
      'X-Road-Id': asked.xRoadId,
      'X-Road-Request-Id': asked.requestId,
      'X-Road-Request-Hash': digest,
      'X-Road-Error': answer.error,
    }),
  ]
}

function faultOf(error: unknown, { log }: Parts): Fault {
  if (error instanceof Fault) return error
  if (error instanceof StoreBusy) return new Fault('Busy', error.message, 1)
  if (error instanceof StoreFailed) return new Fault('LoggingFailed', error.message, 5)
  if ((error as Error).name === 'BodyBroken') return new Fault('BadRequest', String(error))
  log.error({ err: error }, 'An exchange failed on the side of the client.')
  return new Fault('InternalError')
}

function refuse(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const language: Language = languageOf(request.headers['accept-language'])
  const body = fault.body('ClientProxy', language)
  const id = request.headers['x-road-id']
  response.writeHead(fault.status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Road-Error': fault.code('ClientProxy'),
    ...(typeof id === 'string' && idForm.test(id) && { 'X-Road-Id': id }),
    ...(fault.retryAfterSeconds !== undefined && { 'Retry-After': fault.retryAfterSeconds }),
    ...(!request.complete && { Connection: 'close' }),
  })
  response.end(body)
  endUpload(request)
}

const uploadGraceMs = 1_000

/** What is still being sent is dropped, and cut off soon: who sends has had the answer by then. */
export function endUpload(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  request.resume()
  setTimeout(() => request.destroy(), uploadGraceMs).unref()
}
