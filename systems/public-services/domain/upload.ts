import { Problem } from '#kernel/problem'

/** What may come with a case: told by its first bytes, never by its name. */
export type MediaType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/webp'

export const largestFile = 10 * 1024 * 1024
export const largestCase = 50 * 1024 * 1024
/** A part is committed when it has this many bytes; a broken line loses less than one. */
export const partSize = 512 * 1024

const signatures: [MediaType, (head: Buffer) => boolean][] = [
  ['application/pdf', (head) => head.subarray(0, 5).toString('latin1') === '%PDF-'],
  ['image/jpeg', (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff],
  ['image/png', (head) => head.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'],
  [
    'image/webp',
    (head) =>
      head.subarray(0, 4).toString('latin1') === 'RIFF' &&
      head.subarray(8, 12).toString('latin1') === 'WEBP',
  ],
]

/** The type that the first bytes say, or undefined when it is none that is taken. */
export function mediaTypeOf(head: Buffer): MediaType | undefined {
  return signatures.find(([, matches]) => matches(head))?.[0]
}

/**
 * Upload-Metadata of tus 1.0: pairs of a key and its value in base64, separated by commas.
 * Throws Problem 400 when it is malformed.
 */
export function readMetadata(header: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of header.split(',').filter((it) => it.trim() !== '')) {
    const [key = '', value = ''] = pair.trim().split(' ')
    if (!/^[A-Za-z0-9]{1,40}$/.test(key) || !/^[A-Za-z0-9+/=]*$/.test(value)) throw malformed()
    pairs[key] = Buffer.from(value, 'base64').toString('utf8')
  }
  return pairs
}

/** A file name without folders and control characters, at most 150 characters. */
export function safeName(text: string): string {
  const name = text.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  return (
    name
      .replace(/[\p{Cc}"<>|:*?]/gu, '')
      .trim()
      .slice(-150) || 'tep'
  )
}

function malformed(): Problem {
  return new Problem(400, 'public-services.upload-metadata-malformed', {
    vi: 'Thông tin về tệp không đúng định dạng.',
    en: 'The metadata of the upload is malformed.',
  })
}
