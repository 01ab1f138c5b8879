/** Bodies that stream through the provider's gateway, to its service and back. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Fault } from '../domain/fault.ts'
import { contentDigest } from '../domain/message.ts'
import { relay } from './body.ts'
import { fieldsOf } from './headers.ts'
import type { Hop } from './hop.ts'
import { readBodySignature, type Signed } from './message-signature.ts'
import { type Parts, signerNow } from './parts.ts'
import type { Permitted } from './provider-admission.ts'
import type { EvidenceEntry } from './store.ts'
import { reportUse, seal } from './store-tables.ts'

type Upload = {
  readonly parts: Parts
  readonly hop: Hop
  readonly request: IncomingMessage
  readonly it: Permitted
}

const trailerFields = ['content-digest', 'signature-input', 'signature']

/**
 * Sends a body on while it arrives. Its end goes only when digest and signature behind it are
 * right and kept: till then the service has a message that is not whole, and must not act.
 */
export async function sendUpload(
  { parts, hop, request, it }: Upload,
  keep: (proof: { base: string; signature: string }) => Promise<void>,
): Promise<void> {
  const { digest, last } = await relay(request, hop.request, parts.limits.idleMs)
  const trailers = fieldsOf(request.trailers, trailerFields)
  const text = contentDigest(digest)
  const signature = readBodySignature(trailers, text, it.signature.sequence)
  const right =
    trailers['content-digest'] === text &&
    signature?.keyId === it.signature.keyId &&
    signature.isBy(it.signer.key)
  if (!signature || !right) {
    throw new Fault('SignatureVerification', 'The trailers do not fit the body.')
  }
  await keep({ base: signature.proof.base, signature: signature.proof.signature })
  hop.within(it.service.timeoutMs)
  hop.request.end(last)
}

type Download = {
  readonly parts: Parts
  readonly it: Permitted
  readonly status: number
  readonly headers: readonly string[]
  readonly signed: Signed
  readonly begun: readonly Buffer[]
  readonly rest: IncomingMessage
  readonly response: ServerResponse
  readonly use: string | undefined
  entry(): EvidenceEntry
}

/** Answers with a body while it is read; what ends it is signed and kept before. */
export async function answerStream(download: Download): Promise<void> {
  const { parts, it, headers, signed, begun, rest, response, use, entry } = download
  // Whoever breaks off before the end has seen what came till then.
  if (use !== undefined) await keepUse(parts, use)
  response.writeHead(download.status, [
    ...headers,
    'Transfer-Encoding',
    'chunked',
    'Trailer',
    'Content-Digest, Signature-Input, Signature',
  ])
  const { digest, last } = await relay(rest, response, parts.limits.idleMs, begun)
  const text = contentDigest(digest)
  const signer = signerNow(parts.standing.current())
  const nowMs = parts.clock.nowMs()
  const body = signer.body(text, signed.sequence, it.signature.sequence, nowMs)
  const proof = { ...signed.proof, body: { ...body.proof } }
  await parts.store.append({ ...entry(), response: proof }, { endsClaim: true })
  response.addTrailers([
    ['Content-Digest', text],
    ['Signature-Input', body.signatureInput],
    ['Signature', body.signature],
  ])
  response.end(last)
}

async function keepUse({ store }: Parts, use: string): Promise<void> {
  await store.write([['insert into use (sealed) values (?)', seal(store.key, reportUse, use)]])
}
