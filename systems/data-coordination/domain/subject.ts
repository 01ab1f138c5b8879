/** Whose data a request asks for, read from the place that the service's entry names. */
import type { SubjectPlace } from './configuration.ts'

/** Longest personal number that is taken for one. */
const mostSubject = 40

/** What of a request may name somebody. `path` is below the service. */
export type Naming = {
  readonly path: string
  readonly query: string
  readonly contentType: string | undefined
  readonly body: Buffer | undefined
}

/**
 * The subject; undefined where nobody is named. Null: the service could read it as somebody else
 * than is read here, as where a parameter stands twice. Then nobody could be told, or have agreed.
 */
export function subjectOf(place: SubjectPlace, it: Naming): string | null | undefined {
  const found =
    place.in === 'path'
      ? inPath(it.path, place.segment)
      : place.in === 'query'
        ? inQuery(it.query, place.name)
        : inBody(it, place.pointer)
  if (found === undefined || found === '') return undefined
  if (found === null) return null
  return found.length <= mostSubject && !found.includes('\ufffd') ? found : null
}

function inPath(path: string, segment: number): string | null | undefined {
  const text = path.split('/')[segment + 1]
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Some take the first of two, some the last; some take capitals, `name[]` or `;` for the same. */
function inQuery(query: string, name: string): string | null | undefined {
  const alike = query
    .slice(1)
    .split(/[&;]/)
    .map((it) => [...new URLSearchParams(it)][0]?.[0] ?? '')
    .filter((it) => likenessOf(it) === likenessOf(name))
  if (alike.length === 0) return undefined
  const exact = new URLSearchParams(query).getAll(name)
  return alike.length === 1 && exact.length === 1 ? exact[0] : null
}

function likenessOf(name: string): string {
  return (name.split(/[[.]/)[0] ?? '').replace(/[\s_-]/g, '').toLowerCase()
}

function inBody({ body, contentType }: Naming, pointer: string): string | null | undefined {
  if (!body || body.length === 0) return undefined
  if (contentType !== undefined && !/^[^;,]+[/+]json\s*(;|$)/i.test(contentType)) return null
  const text = body.toString()
  let at: unknown
  try {
    at = JSON.parse(text)
  } catch {
    return null
  }
  if (namesIn(at) !== namesWritten(text)) return null
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null) return undefined
    const alike = Object.keys(at).filter((it) => it.toLowerCase() === name.toLowerCase())
    if (alike.length === 0) return undefined
    if (alike.length > 1 || alike[0] !== name) return null
    at = (at as Record<string, unknown>)[name]
  }
  if (typeof at === 'number') return String(at)
  return typeof at === 'string' ? at : at === null ? undefined : null
}

/** Names of members, in all: fewer than are written where one stands twice. */
function namesIn(document: unknown): number {
  const open = [document]
  let count = 0
  for (let at = open.pop(); open.length > 0 || at !== undefined; at = open.pop()) {
    if (typeof at !== 'object' || at === null) continue
    if (!Array.isArray(at)) count += Object.keys(at).length
    for (const it of Object.values(at)) if (typeof it === 'object' && it !== null) open.push(it)
  }
  return count
}

function namesWritten(json: string): number {
  let count = 0
  for (const it of json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)) if (it[1]) count++
  return count
}
