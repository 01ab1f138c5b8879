import { idPart } from '../domain/identifier.ts'
import type { DeliverCorrection } from './corrections.ts'

/** The subsystem that asks owners' systems to make corrections. */
const client = 'VN/GOV/NDC/workshop'
const timeoutMs = 20_000

/**
 * Asks the service `corrections` of the owner's subsystem through our own gateway: the exchange
 * keeps proof of it, and the same X-Road-Id is done once, however often it is asked. A field is
 * named `collection.field`; one that is not, or a record without an id, is mended by hand.
 *
 * @param gateway Where the gateway of the workshop takes calls; none, and it is mended by hand.
 */
export function openCorrectionService(gateway: () => string | undefined): DeliverCorrection {
  return async ({ id, member, dataset, field, recordId, should, grounds }) => {
    const base = gateway()
    const [, collection, name] = /^([a-z][a-z0-9-]*)\.(\w+)$/.exec(field) ?? []
    if (!base || !collection || !name || recordId === null) return false
    const service = [member, dataset, 'corrections'].join('/')
    if (!service.split('/').every((part) => idPart.test(part))) return false
    const answer = await fetch(`${base}/r1/${service}`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', 'x-road-client': client, 'x-road-id': id },
      body: JSON.stringify({ collection, recordId, field: name, value: should, reason: grounds }),
    })
    await answer.body?.cancel()
    if (answer.ok) return true
    const error = answer.headers.get('x-road-error')
    // What the owner's system itself refuses will not change by asking again.
    if (error === null && answer.status < 500) return false
    if (error !== null && final.test(error)) return false
    throw new Error(`A correction was not taken in: ${error ?? answer.status}.`)
  }
}

/**
 * The owner offers no such service, does not let us in, or was asked before and what became of it
 * is not sure: somebody has to look.
 */
const final = /\.(Unknown(Service|Member)|AccessDenied|OutcomeUnknown|DuplicateMessageId)$/
