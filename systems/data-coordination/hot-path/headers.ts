/** Which headers go on to the next hop. Lists are flat: name, value, name, value … */
import type { IncomingMessage } from 'node:http'

/** Belong to one connection (RFC 9110, 7.6.1), or to the framing that each hop does anew. */
const ofConnection = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'host',
  'expect',
  'forwarded',
  'via',
]

/** Written anew by each gateway from what it has checked. */
const ofExchange = [
  'content-type',
  'content-digest',
  'signature',
  'signature-input',
  'x-road-client',
  'x-road-service',
  'x-road-id',
  'x-road-request-id',
  'x-road-request-hash',
  'x-road-userid',
  'x-road-issue',
  'x-road-represented-party',
  'x-road-error',
]

/** Some services obey these instead of the request line, which is what was checked. */
const ofRouting = [
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-method',
  'x-original-uri',
  'x-original-url',
  'x-rewrite-url',
]

const written = new Set([...ofConnection, ...ofExchange, ...ofRouting])

/** With an underscore, some services take it for the one with a hyphen. */
const byForm = /^(?:ndc-|x-forwarded-)|_/

/** Names as they were written, and whether they go on; the same few come again and again. */
const known = new Map<string, boolean>()
const mostKnown = 1_000

function goesOn(raw: string): boolean {
  let it = known.get(raw)
  if (it === undefined) {
    const name = raw.toLowerCase()
    it = !written.has(name) && !byForm.test(name)
    if (known.size >= mostKnown) known.clear()
    known.set(raw, it)
  }
  return it
}

export function passedOn(message: IncomingMessage): string[] {
  const { rawHeaders } = message
  const named = message.headers.connection?.toLowerCase().split(/[\s,]+/)
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at] as string
    if (!goesOn(raw)) continue
    // What Connection names belongs to the connection too.
    if (named?.includes(raw.toLowerCase())) continue
    kept.push(raw, rawHeaders[at + 1] as string)
  }
  return kept
}

/** Those of the given names that have one value, in their order. */
export function fieldsOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}

export function flat(fields: Readonly<Record<string, string | undefined>>): string[] {
  const list: string[] = []
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) list.push(name, value)
  }
  return list
}
