/** Whose data a request asks for, read from the place that the service's entry names. */
import type { SubjectPlace } from './configuration.ts'

/** Longest personal number that is taken for one. */
const mostSubject = 40

/** The subject, or undefined where the place is empty. `path` is below the service. */
export function subjectOf(
  place: SubjectPlace,
  path: string,
  query: string,
  body: Buffer | undefined,
): string | undefined {
  const found =
    place.in === 'path'
      ? decoded(path.split('/')[place.segment + 1])
      : place.in === 'query'
        ? (new URLSearchParams(query).get(place.name) ?? undefined)
        : atPointer(body, place.pointer)
  return found !== undefined && found !== '' && found.length <= mostSubject ? found : undefined
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function atPointer(body: Buffer | undefined, pointer: string): string | undefined {
  let at: unknown
  try {
    at = JSON.parse((body ?? Buffer.alloc(0)).toString())
  } catch {
    return undefined
  }
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined
}
