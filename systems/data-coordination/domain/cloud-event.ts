/**
 * Events as CloudEvents 1.0 (CNCF) says: in its JSON format, one or a batch, and in the binary mode
 * of its HTTP binding. Facts in, facts out.
 */
export type CloudEvent = {
  readonly specversion: '1.0'
  readonly id: string
  /** A URI reference; with the id it names the event, wherever it is told again. */
  readonly source: string
  readonly type: string
  readonly data?: unknown
  readonly data_base64?: string
} & { readonly [attribute: string]: unknown }

export const singleType = 'application/cloudevents+json'
export const batchType = 'application/cloudevents-batch+json'

/** One event as JSON may have this many bytes, a batch this many events. */
export const mostEventBytes = 262_144
export const mostInBatch = 500

const nameForm = /^[a-z0-9]{1,40}$/
const controls = /\p{Cc}/u
const referenceForm = /^[^\s<>"{}|\\^`]{1,1024}$/
const instantForm = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/
const mediaForm = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;.{1,200})?$/
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** A personal number: context attributes are read by all who pass an event on. */
const personalNumber = /(?<!\d)\d{12}(?!\d)/

/** What is wrong with it as a CloudEvent, in a sentence; undefined when nothing is. */
export function faultOfEvent(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return 'An event is a JSON object.'
  }
  const it = given as Record<string, unknown>
  if (it['specversion'] !== '1.0') return 'specversion must be "1.0".'
  for (const name of ['id', 'source', 'type']) {
    if (!isText(it[name], 1_024)) return `${name} must be a string that is not empty.`
  }
  if (!referenceForm.test(it['source'] as string)) return 'source must be a URI reference.'
  for (const [name, value] of Object.entries(it)) {
    const fault = name === 'data' || name === 'data_base64' ? undefined : faultOf(name, value)
    if (fault !== undefined) return fault
  }
  if ('data' in it && 'data_base64' in it) return 'data and data_base64 exclude each other.'
  const base64 = it['data_base64']
  if (base64 === undefined) return undefined
  if (typeof base64 === 'string' && base64Form.test(base64)) return undefined
  return 'data_base64 must be base64.'
}

function faultOf(name: string, value: unknown): string | undefined {
  if (!nameForm.test(name)) return `"${name.slice(0, 40)}" is no name of an attribute.`
  if (typeof value === 'boolean') return undefined
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) <= 2 ** 31
      ? undefined
      : `${name} is no integer.`
  }
  if (!isText(value, 4_096)) return `${name} must be a string that is not empty.`
  if (name === 'time' && !isInstant(value)) return 'time must be an instant (RFC 3339).'
  if (name === 'dataschema' && !URL.canParse(value)) return 'dataschema must be a URI.'
  if (name === 'datacontenttype' && !mediaForm.test(value)) {
    return 'datacontenttype must be a media type.'
  }
  if (name === 'subject' && personalNumber.test(value)) {
    return 'subject must not hold a personal number: put it into data.'
  }
  return undefined
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most && !controls.test(value)
}

function isInstant(value: string): boolean {
  return instantForm.test(value) && !Number.isNaN(Date.parse(value))
}

export function isJsonType(mediaType: string): boolean {
  return /^[^;]+[/+]json\s*(;|$)/i.test(mediaType)
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * The event of a message in binary mode (HTTP binding, 3.1): attributes in `ce-` headers, percent
 * encoded; the body is the data. Throws a SyntaxError when its JSON is none.
 */
export function eventOfMessage(headers: Headers, body: Uint8Array): unknown {
  const event: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = decoded(value)
  }
  const mediaType = headers['content-type']
  if (typeof mediaType === 'string') event['datacontenttype'] = mediaType
  if (body.length === 0) return event
  if (typeof mediaType !== 'string' || isJsonType(mediaType)) {
    event['data'] = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } else {
    event['data_base64'] = Buffer.from(body).toString('base64')
  }
  return event
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/, '$1'))
  } catch {
    throw new SyntaxError('A ce- header is not percent-encoded UTF-8.')
  }
}
