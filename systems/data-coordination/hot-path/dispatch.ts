/** Asking the provider's own service, and taking its answer. */
import { Agent, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { Fault } from '../domain/fault.ts'
import { limitFields } from '../domain/field-limit.ts'
import { bodyFormOf, takeBody } from './body.ts'
import { flat, passedOn } from './headers.ts'
import { type Hop, startHop } from './hop.ts'
import type { Limits } from './limits.ts'
import type { Permitted } from './provider-admission.ts'

export type Services = {
  /** Begins a request to a service; its body, if any, is still to be sent. */
  start(it: Permitted, request: IncomingMessage, body: Buffer | 'streamed' | undefined): Hop
  close(): void
}

export function openServices(limits: Limits): Services {
  const options = { keepAlive: true, scheduling: 'lifo', maxFreeSockets: 256 } as const
  const plain = new Agent(options)
  const secure = new TlsAgent(options)
  return {
    start(it, request, body) {
      const to = placeOf(it.url)
      return startHop({
        agent: to.secure ? secure : plain,
        secure: to.secure,
        host: to.hostname,
        port: to.port,
        method: it.method,
        path: `${to.path}${it.target.path}${it.target.query}` || '/',
        headers: ['Host', to.host, ...headersOf(it, request), ...framingOf(it.method, body)],
        connectMs: limits.connectMs,
        maxHeaderSize: limits.headers,
      })
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

type Place = { secure: boolean; hostname: string; port: number; host: string; path: string }
const places = new Map<string, Place>()
const mostPlaces = 1_000

/** Where a service is; read once from its address. */
function placeOf(url: string): Place {
  let place = places.get(url)
  if (!place) {
    const { protocol, hostname, port, host, pathname } = new URL(url)
    const secure = protocol === 'https:'
    place = {
      secure,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (secure ? 443 : 80)),
      host,
      path: pathname.replace(/\/$/, ''),
    }
    if (places.size >= mostPlaces) places.clear()
    places.set(url, place)
  }
  return place
}

function headersOf({ fields, grant, purpose, own }: Permitted, request: IncomingMessage): string[] {
  const passed = passedOn(request)
  return [
    ...(grant.fields ? withoutEncoding(passed) : passed),
    ...flat({
      'Content-Type': fields['content-type'],
      'X-Road-Client': fields['x-road-client'],
      'X-Road-Id': fields['x-road-id'],
      'X-Road-Request-Id': fields['x-road-request-id'],
      'X-Road-UserId': fields['x-road-userid'],
      'X-Road-Issue': fields['x-road-issue'],
      'X-Road-Represented-Party': fields['x-road-represented-party'],
      'NDC-Purpose': purpose.code,
      'NDC-Grant': grant.id,
      // Vietnamese words do not fit a header as they are: UTF-8, percent-encoded.
      'NDC-Basis': encodeURI(purpose.basis),
      ...own,
    }),
  ]
}

/** An answer that is to be cut to fields must come whole and as it is. */
const wouldHide = new Set(['accept-encoding', 'range', 'if-range'])

function withoutEncoding(list: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at] as string
    if (!wouldHide.has(name.toLowerCase())) kept.push(name, list[at + 1] as string)
  }
  return kept
}

const withoutBody = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

function framingOf(method: string, body: Buffer | 'streamed' | undefined): string[] {
  if (body === 'streamed') return ['Transfer-Encoding', 'chunked']
  if (body) return ['Content-Length', String(body.length)]
  return withoutBody.has(method) ? [] : ['Content-Length', '0']
}

export type ServiceAnswer = {
  readonly status: number
  readonly contentType: string | undefined
  readonly passed: readonly string[]
  readonly body:
    | { readonly whole: Buffer; readonly begun?: undefined }
    | {
        readonly whole?: undefined
        readonly begun: readonly Buffer[]
        readonly rest: IncomingMessage
      }
}

/** Takes an answer of the service: whole where it is small, and cut where the grant says so. */
export async function takeAnswer(
  { grant, method }: Permitted,
  message: IncomingMessage,
  { heldBody, idleMs }: Limits,
): Promise<ServiceAnswer> {
  const status = message.statusCode ?? 0
  const contentType = message.headers['content-type']
  if (status < 200 || status > 599) throw new Fault('ServiceFailed.InvalidAnswer', String(status))
  const known = { status, contentType, passed: passedOn(message) }
  if (method === 'HEAD' || status === 204 || status === 304) {
    message.resume()
    return { ...known, body: { whole: Buffer.alloc(0) } }
  }
  const form = bodyFormOf(message.headers, heldBody)
  const unframed = form === 'none' && message.headers['content-length'] === undefined
  if (form === undefined) throw new Fault('ServiceFailed.InvalidAnswer', 'Its length is unclear.')
  // A body without any length ends with its connection: whether it is whole cannot be known.
  if (unframed) throw new Fault('ServiceFailed.InvalidAnswer', 'It has no length.')
  const { whole, begun } = await takeBody(message, heldBody, idleMs)
  if (!grant.fields && begun) return { ...known, body: { begun, rest: message } }
  if (whole && (!grant.fields || whole.length === 0)) return { ...known, body: { whole } }
  const cut = whole && limitFields(whole, contentType, grant.fields ?? [], status)
  if (cut && message.headers['content-encoding'] === undefined) {
    return { ...known, body: { whole: cut } }
  }
  message.destroy()
  throw new Fault('ServiceFailed.InvalidAnswer', 'It cannot be cut to the granted fields.')
}
