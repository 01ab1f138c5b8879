/** Files that are handed over whole: their manifests, and ranges of them. Facts in, facts out. */
import type { Endpoint } from './configuration.ts'

/** A service of kind `files` has these endpoints; the provider's gateway answers them itself. */
export const fileEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/{name}' },
  { method: 'GET', path: '/{name}/manifest' },
  { method: 'GET', path: '/{name}/pieces/{number}' },
]

export const pieceBytes = 8 * 1_048_576
/** So that a manifest stays below what is verified before it is passed on. */
export const mostFileBytes = 8_192 * pieceBytes

export type FileManifest = {
  readonly name: string
  readonly size: number
  readonly mediaType: string
  readonly createdAt: string
  /** SHA-256 (hex) of the whole, as `sha256sum` tells it. */
  readonly sha256: string
  /** All pieces but the last are so long. */
  readonly pieceBytes: number
  /** SHA-256 (hex) of each piece: each is known to be right as soon as it is there. */
  readonly pieces: readonly string[]
}

/** A file in a list. */
export type FileEntry = Omit<FileManifest, 'pieces'>

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

export function isFileName(text: string): boolean {
  return nameForm.test(text) && !text.includes('..')
}

/** From the first byte to behind the last. */
export type Span = { readonly from: number; readonly to: number }

export function pieceSpan(number: number, size: number): Span | undefined {
  const from = number * pieceBytes
  if (from >= size && !(number === 0 && size === 0)) return undefined
  return { from, to: Math.min(from + pieceBytes, size) }
}

/**
 * The span of a Range header of one range (RFC 9110, 14.1.2). `all` where there is none or it is
 * not understood, `none` where it lies outside.
 */
export function spanOfRange(range: string | undefined, size: number): Span | 'all' | 'none' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '')
  const [, first = '', last = ''] = found ?? []
  if (!found || (first === '' && last === '')) return 'all'
  if (first === '') {
    const count = Number(last)
    return count === 0 || size === 0 ? 'none' : { from: Math.max(0, size - count), to: size }
  }
  const from = Number(first)
  const to = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < from) return 'all'
  return from >= size ? 'none' : { from, to }
}

/** What part of a file is sent (Content-Range of a request); `total` is told from the first on. */
export type SentPart = { readonly from: number; readonly to: number; readonly total: number }

/** Undefined when it makes no sense. */
export function parseContentRange(text: string): SentPart | undefined {
  const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(text)
  if (!found) return undefined
  const [from, to, total] = [Number(found[1]), Number(found[2]) + 1, Number(found[3])]
  return from < to && to <= total ? { from, to, total } : undefined
}

/** SHA-256 (hex) of a Repr-Digest header (RFC 9530); undefined where it tells none. */
export function sha256OfDigest(header: string | undefined): string | undefined {
  const found = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')
  return found?.[1] === undefined ? undefined : Buffer.from(found[1], 'base64').toString('hex')
}
