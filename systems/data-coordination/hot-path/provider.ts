/**
 * The provider's side of an exchange: checks a request of another gateway, takes it on durably,
 * asks the service once, and answers signed when the evidence is durable.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256 } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import { languageOf } from '#kernel/words'
import type { GatewayUse } from '../contract-gateway.ts'
import { Fault } from '../domain/fault.ts'
import { contentDigest, type Fields } from '../domain/message.ts'
import { subjectOf } from '../domain/subject.ts'
import { BodyBroken, bodyFormOf, copyOf, readBody } from './body.ts'
import { type Consents, openConsents } from './consent.ts'
import { openServices, type ServiceAnswer, type Services, takeAnswer } from './dispatch.ts'
import { flat } from './headers.ts'
import { type Hop, HopFailed } from './hop.ts'
import { type Signed, sequenceOf } from './message-signature.ts'
import { openSlots, type Parts, signerNow } from './parts.ts'
import {
  type Authentic,
  authenticate,
  checkFreshness,
  type Permitted,
  permit,
  readFieldsOf,
  versionOf,
} from './provider-admission.ts'
import { answerStream, sendUpload } from './provider-stream.ts'
import { openQuota, type Quota } from './quota.ts'
import { type EvidenceEntry, StoreBusy, StoreFailed } from './store.ts'

export type Provider = {
  handle(request: IncomingMessage, response: ServerResponse): void
  busy(): number
  close(): void
}

export function openProvider(parts: Parts): Provider {
  const slots = openSlots(parts.limits)
  const services = openServices(parts.limits)
  const side = { parts, services, quota: openQuota(parts.store), consents: openConsents(parts) }
  return {
    busy: slots.taken,
    close: () => services.close(),
    handle(request, response) {
      const fields = readFieldsOf(request)
      const form = bodyFormOf(request.headers, parts.limits.heldBody)
      const free = slots.take(form === 'streamed')
      const handling = new Handling(side, request, response, fields)
      const work = free
        ? handling.run()
        : handling.refuse(new Fault('Busy', 'Too many exchanges at once.', 1))
      work
        .catch((error: unknown) => {
          parts.log.error({ err: error }, 'An exchange failed on the side of the provider.')
          response.destroy()
        })
        .finally(free)
    },
  }
}

type Side = {
  readonly parts: Parts
  readonly services: Services
  readonly quota: Quota
  readonly consents: Consents
}

/** One request, from its arrival to its answer. */
class Handling {
  readonly #side: Side
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #fields: Fields
  readonly #startedMs: number
  #authentic: Authentic | undefined
  #claimed = false
  #body: Buffer | undefined
  /** What trailers have signed of the request's body. */
  #upload: { base: string; signature: string } | undefined

  constructor(side: Side, request: IncomingMessage, response: ServerResponse, fields: Fields) {
    this.#side = side
    this.#request = request
    this.#response = response
    this.#fields = fields
    this.#startedMs = side.parts.elapsedMs()
  }

  async run(): Promise<void> {
    try {
      await this.#serve()
    } catch (error) {
      await this.refuse(this.#faultOf(error))
    }
  }

  async #serve(): Promise<void> {
    const { parts, quota, services } = this.#side
    const { limits, standing } = parts
    const now = standing.current()
    const nowMs = parts.clock.nowMs()
    const authentic = authenticate(this.#request, this.#fields, now, nowMs)
    this.#authentic = authentic
    checkFreshness(authentic, nowMs)
    const version = versionOf(authentic)
    if (version > now.directory.configuration.version) standing.sawNewer(version)
    const it = permit(authentic, now, nowMs)
    const form = bodyFormOf(this.#request.headers, limits.heldBody)
    const body = form === 'held' ? await this.#takeBody() : undefined
    this.#body = body
    this.#checkForm(it, form, body)
    const subject = this.#subject(it, body)
    await this.#checkConsent(it, subject)
    const day = await quota.take(it.grant, nowMs)
    await this.#claim(it, day)
    const streams = form === 'streamed'
    const hop = services.start(it, this.#request, streams ? 'streamed' : body)
    const gone = (): void => hop.abort()
    this.#response.once('close', gone)
    try {
      const message = await this.#ask(it, hop, body, streams)
      const answer = await takeAnswer(it, message, limits)
      await this.#answer(it, answer, subject)
    } catch (error) {
      hop.abort()
      throw error
    } finally {
      this.#response.off('close', gone)
    }
  }

  async #takeBody(): Promise<Buffer> {
    const { heldBody, idleMs } = this.#side.parts.limits
    const body = await readBody(this.#request, heldBody, idleMs)
    if (this.#fields['content-digest'] !== contentDigest(sha256(body))) {
      throw new Fault('SignatureVerification', 'The body does not have the signed digest.')
    }
    return body
  }

  #checkForm(it: Permitted, form: string | undefined, body: Buffer | undefined): void {
    if (form === undefined) throw new Fault('BadRequest', 'The length of the body makes no sense.')
    if (!body && this.#fields['content-digest'] !== undefined) {
      throw new Fault('SignatureVerification', 'The body that was signed is missing.')
    }
    if (form === 'streamed' && it.service.subject?.in === 'body') {
      throw new Fault('BadRequest', 'This service takes bodies of known length up to 1 MiB only.')
    }
  }

  /** Whose data it is must be certain, or that person could not be told of it. */
  #subject({ service, target, fields }: Permitted, body: Buffer | undefined): string | undefined {
    const place = service.subject
    if (!place) return undefined
    const { path, query } = target
    const subject = subjectOf(place, { path, query, body, contentType: fields['content-type'] })
    if (subject === null) throw new Fault('BadRequest', 'It can be read in two ways whose data.')
    if (subject === undefined && place.in !== 'path') {
      const where = place.in === 'query' ? `?${place.name}=` : `the body at ${place.pointer}`
      throw new Fault('BadRequest', `It must say whose data is asked for, in ${where}.`)
    }
    return subject
  }

  async #checkConsent(it: Permitted, subject: string | undefined): Promise<void> {
    if (!it.purpose.byConsent) return
    if (subject === undefined) throw new Fault('ConsentMissing', 'It does not say whose data.')
    await this.#side.consents.check({
      client: it.client,
      service: it.service.id,
      purpose: it.purpose.code,
      subject,
    })
  }

  /** Durable before the service hears of it: what was taken on once is never done twice. */
  async #claim(it: Permitted, day: number): Promise<void> {
    const { store } = this.#side.parts
    const { nonce } = it.signature
    const claimed = await store.claim({ entry: this.#entry(it), nonce, day })
    if (claimed.outcome === 'new') {
      this.#claimed = true
      return
    }
    if (claimed.sameMessage) throw new Fault('Replayed', 'Its nonce is known.')
    if (claimed.running) throw new Fault('DuplicateMessageId', 'The first is being answered now.')
    if (claimed.status === null) {
      throw new Fault('OutcomeUnknown', 'Ask the service itself what became of it.')
    }
    throw new Fault(
      'DuplicateMessageId',
      `The first was answered with ${claimed.status}; ` +
        `SHA-256 of what that answer signed: ${claimed.responseBase}.`,
    )
  }

  async #ask(
    it: Permitted,
    hop: Hop,
    body: Buffer | undefined,
    streams: boolean,
  ): Promise<IncomingMessage> {
    const { parts } = this.#side
    try {
      if (streams) {
        const request = this.#request
        const sending = sendUpload({ parts, hop, request, it }, (proof) => {
          this.#upload = proof
          return parts.store.amend(this.#entry(it))
        })
        // The service may answer before it has read all.
        await Promise.race([sending, hop.answer])
      } else {
        hop.within(it.service.timeoutMs)
        hop.request.end(body)
      }
      return await hop.answer
    } catch (error) {
      if (!(error instanceof HopFailed)) throw error
      if (error.failure !== 'not-sent') throw new Fault('ServiceFailed.Timeout', error.message)
      await parts.store.release(it.xRoadId, it.client)
      this.#claimed = false
      throw new Fault('ServiceFailed.NetworkError', error.message, 5)
    }
  }

  async #answer(it: Permitted, answer: ServiceAnswer, subject: string | undefined): Promise<void> {
    const { parts } = this.#side
    const { status, contentType, body } = answer
    const use = this.#use(it, subject, outcomeOf(status))
    const digest = body.whole?.length ? contentDigest(sha256(body.whole)) : undefined
    const fields = {
      'content-type': contentType,
      'content-digest': digest,
      'x-road-id': it.xRoadId,
    }
    const signed = this.#sign(status, fields, it.signature.sequence)
    const headers = [...answer.passed, ...signedHeaders(fields, signed)]
    const entry = (): EvidenceEntry => ({ ...this.#entry(it), status, response: signed.proof })
    if (body.begun) {
      const response = this.#response
      const whole = { parts, it, signed, headers, entry, use, begun: body.begun, rest: body.rest }
      await answerStream({ ...whole, status, response })
    } else {
      const bodies = it.service.keepsBodies
        ? { request: copyOf(this.#body), response: copyOf(body.whole) }
        : undefined
      await parts.store.append(entry(), { endsClaim: true, use, bodies })
      this.#send(status, headers, body.whole, it.method)
    }
    this.#count(it, false)
  }

  /** Answers with a refusal, signed and kept where it can be bound to a request. */
  async refuse(fault: Fault): Promise<void> {
    const response = this.#response
    const authentic = this.#authentic
    // Who may not ask, or asks wrongly, says nothing about how good the service is.
    if (authentic) this.#count(authentic, fault.status >= 500)
    if (response.headersSent || response.destroyed) {
      response.destroy()
      if (authentic && this.#claimed) await this.#endUnanswered(authentic)
      return
    }
    const language = languageOf(this.#request.headers['accept-language'])
    const body = Buffer.from(fault.body('ServerProxy', language))
    const fields: Fields = {
      'content-type': 'application/json; charset=utf-8',
      'content-digest': contentDigest(sha256(body)),
      'x-road-id': this.#fields['x-road-id'],
      'x-road-error': fault.code('ServerProxy'),
    }
    const more =
      fault.retryAfterSeconds === undefined ? [] : ['Retry-After', String(fault.retryAfterSeconds)]
    const sequence = sequenceOf(this.#fields)
    if (sequence === undefined) {
      this.#send(fault.status, [...flat(fields), ...more], body, 'GET')
      return
    }
    const signed = this.#sign(fault.status, fields, sequence)
    if (authentic) {
      const entry = { ...this.#entry(authentic), status: fault.status, response: signed.proof }
      await this.#side.parts.store
        .append(entry, { endsClaim: this.#claimed })
        .catch(() => undefined)
    }
    this.#send(fault.status, [...signedHeaders(fields, signed), ...more], body, 'GET')
  }

  async #endUnanswered(it: Authentic): Promise<void> {
    await this.#side.parts.store.append(this.#entry(it), { endsClaim: true }).catch(() => undefined)
  }

  #sign(status: number, fields: Fields, sequence: string): Signed {
    const { standing, clock } = this.#side.parts
    return signerNow(standing.current()).response(status, fields, sequence, clock.nowMs())
  }

  #send(status: number, headers: string[], body: Buffer, method: string): void {
    const bare = method === 'HEAD' || status === 204 || status === 304
    if (!bare) headers.push('Content-Length', String(body.length))
    const cut = !this.#request.complete
    if (cut) headers.push('Connection', 'close')
    this.#response.writeHead(status, headers)
    this.#response.end(bare ? undefined : body)
    if (!cut) return
    this.#request.resume()
    setTimeout(() => this.#request.destroy(), 1_000).unref()
  }

  #entry(it: Authentic): EvidenceEntry {
    return {
      side: 'provider',
      xRoadId: it.xRoadId,
      requestId: it.requestId,
      client: it.client,
      service: it.target.service,
      atMs: this.#side.parts.clock.nowMs(),
      grant: it.fields['ndc-grant'] ?? '',
      purpose: it.fields['ndc-purpose'] ?? '',
      request: { ...it.signature.proof, body: this.#upload },
      status: null,
      response: null,
    }
  }

  #use(
    it: Permitted,
    subject: string | undefined,
    outcome: GatewayUse['outcome'],
  ): string | undefined {
    if (subject === undefined) return undefined
    const use: GatewayUse = {
      // The client's gateway names requests; uses that it gave one name would count once.
      requestId: `${it.requestId.slice(0, 41)}.${newSecret(16)}`,
      at: new Date(this.#side.parts.clock.nowMs()).toISOString(),
      client: it.client,
      service: it.service.id,
      grant: it.grant.id,
      purpose: it.purpose.code,
      subject,
      outcome,
    }
    return JSON.stringify(use)
  }

  #count({ client, target }: Authentic, failed: boolean): void {
    const { parts } = this.#side
    parts.signals.count({
      atMs: parts.clock.nowMs(),
      side: 'provider',
      client,
      service: target.service,
      durationMs: parts.elapsedMs() - this.#startedMs,
      failed,
    })
  }

  #faultOf(error: unknown): Fault {
    if (error instanceof Fault) return error
    if (error instanceof StoreBusy) return new Fault('Busy', error.message, 1)
    if (error instanceof StoreFailed) {
      // What was taken on may have been done; that it is not known how it ended stays true.
      return this.#claimed
        ? new Fault('OutcomeUnknown', 'The answer could not be logged.')
        : new Fault('LoggingFailed', error.message, 5)
    }
    if (error instanceof BodyBroken) {
      return new Fault('SignatureVerification', error.message)
    }
    this.#side.parts.log.error({ err: error }, 'An exchange failed on the side of the provider.')
    return new Fault('InternalError')
  }
}

function signedHeaders(fields: Fields, signed: Signed): string[] {
  return [...flat(fields), 'Signature-Input', signed.signatureInput, 'Signature', signed.signature]
}

function outcomeOf(status: number): GatewayUse['outcome'] {
  if (status < 400) return 'answered'
  return status === 404 ? 'not-found' : 'failed'
}
