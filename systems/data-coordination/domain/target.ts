/**
 * What a request line asks for: `/r1/{instance}/{class}/{member}/{subsystem}/{service}/…?query`
 * (X-Road Message Protocol for REST, 4.1). The text is passed on as it came, so all that two
 * readers could read differently is refused.
 */
import { idPart, type ServiceId, type SubsystemId } from './identifier.ts'

export type Target = {
  readonly subsystem: SubsystemId
  readonly service: ServiceId
  readonly code: string
  /** Below the service: empty, or beginning with "/". */
  readonly path: string
  /** Empty, or beginning with "?". */
  readonly query: string
}

export const protocolVersion = 'r1'

/** Longest request line's target. */
export const mostTarget = 8_000

/** Unreserved, sub-delims, ":", "@", escapes (RFC 3986, 3.3); a query may hold "/" and "?" too. */
const char = "[\\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
const idForm = '(?:/[A-Za-z0-9._-]{1,64}){5}'
const targetForm = new RegExp(`^/r1${idForm}(?:/(?:${char})*)*(?:\\?(?:${char}|[/?])*)?$`)

/** Escapes that could become a separator, an end, or a dot: "/", "\", ".", NUL, CR, LF, "%". */
const trickyEscape = /%(?:2f|5c|2e|00|0a|0d|25)/i

/** Undefined when it is not of this form, or could be read in two ways. */
export function parseTarget(text: string): Target | undefined {
  if (text.length > mostTarget || !targetForm.test(text)) return undefined
  const at = text.indexOf('?')
  const [whole, query] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)]
  if (trickyEscape.test(whole) || /\/\.{1,2}(?:\/|$)|\/\/|;/.test(whole)) return undefined
  const parts = whole.split('/')
  const id = parts.slice(2, 7)
  if (!id.every((it) => idPart.test(it))) return undefined
  const head = 2 + id.reduce((sum, it) => sum + it.length + 1, 1)
  return {
    subsystem: id.slice(0, 4).join('/') as SubsystemId,
    service: id.join('/') as ServiceId,
    code: id[4] as string,
    path: whole.slice(head),
    query,
  }
}
