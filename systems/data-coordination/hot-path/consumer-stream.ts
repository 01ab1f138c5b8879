/** Passing on an answer that streams: its end is let go only when the whole has proved itself. */
import type { ServerResponse } from 'node:http'
import { contentDigest } from '../domain/message.ts'
import { relay } from './body.ts'
import type { Answer } from './consumer-asking.ts'
import { fieldsOf } from './headers.ts'
import { readBodySignature } from './message-signature.ts'
import type { Parts } from './parts.ts'

type StreamDelivery = {
  readonly answer: Extract<Answer, { form: 'streamed' }>
  readonly headers: readonly string[]
  readonly parts: Parts
  readonly response: ServerResponse
}

const trailerFields = ['content-digest', 'signature-input', 'signature']

export async function deliverStream(it: StreamDelivery): Promise<void> {
  const { answer, headers, parts, response } = it
  const { status, entry } = answer
  const { message, head, requestSequence, signer } = answer.stream
  response.writeHead(answer.status, [...headers, 'Transfer-Encoding', 'chunked'])
  try {
    const { digest, last } = await relay(message, response, parts.limits.idleMs)
    const trailers = fieldsOf(message.trailers, trailerFields)
    const text = contentDigest(digest)
    const body = readBodySignature(trailers, text, head.sequence, requestSequence)
    const right =
      trailers['content-digest'] === text && body?.keyId === head.keyId && body.isBy(signer.key)
    if (!right || !body) throw new TypeError('The trailers do not fit the body.')
    const { base, signature } = body.proof
    const proven = { ...answer.proof, body: { base, signature } }
    await parts.store.append({ ...entry(), status, response: proven })
    response.end(last)
  } catch (error) {
    // The client sees a body without its end.
    response.destroy()
    message.destroy()
    const words = (error as Error).message
    parts.log.warn({ gateway: signer.gateway.id, detail: words }, 'A streamed answer was cut off.')
    if (error instanceof TypeError) {
      parts.signals.raise('peer-refused', `${signer.gateway.id}: ${words}`, parts.clock.nowMs())
    }
    await parts.store.append(entry()).catch(() => undefined)
  }
}
