import { Problem } from '#kernel/problem'

/** Where data comes from. Secrets are kept apart, sealed. */
export type SourceSettings =
  | {
      readonly kind: 'postgresql'
      readonly host: string
      readonly port: number
      readonly database: string
      readonly user: string
      readonly tls: boolean
      readonly schema: string
      readonly table: string
    }
  | {
      readonly kind: 'file'
      readonly uploadId: string
      readonly format: FileFormat
      readonly encoding: Encoding
      /** Between the cells of CSV; found out when empty. */
      readonly delimiter: string
    }
  | {
      readonly kind: 'rest'
      readonly url: string
      /** JSON pointer to the array of rows in an answer; empty when the answer is the array. */
      readonly rows: string
      readonly paging: Paging
      /** The query parameter that asks for rows changed since a watermark. */
      readonly sinceParameter: string | null
      /** The header that bears the secret. */
      readonly secretHeader: string | null
    }
  | {
      readonly kind: 's3'
      readonly endpoint: string
      readonly region: string
      readonly bucket: string
      readonly key: string
      readonly accessKey: string
      readonly format: FileFormat
      readonly encoding: Encoding
      readonly delimiter: string
    }

export const fileFormats = ['csv', 'parquet', 'excel'] as const
export type FileFormat = (typeof fileFormats)[number]
export const encodings = ['utf-8', 'utf-16le', 'windows-1258', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

export type Paging =
  | { readonly by: 'none' }
  | {
      readonly by: 'page'
      readonly parameter: string
      readonly first: number
      readonly sizeParameter: string | null
      readonly size: number
    }
  | {
      readonly by: 'cursor'
      readonly parameter: string
      /** JSON pointer to the cursor of the next page; absent or null at the end. */
      readonly next: string
    }

/** The parts of a postgresql:// address; its password is handed back apart. */
export function readPostgresUrl(text: string): {
  host: string
  port: number
  database: string
  user: string
  tls: boolean
  password: string
} {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const database = url === undefined ? '' : decode(url.pathname.slice(1))
  const user = url === undefined ? '' : decode(url.username)
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname || !database || !user) {
    throw new Problem(422, 'data-coordination.source-url-wrong', {
      vi: 'Địa chỉ phải có dạng postgresql://người-dùng:mật-khẩu@máy:cổng/cơ-sở-dữ-liệu.',
      en: 'The address must be postgresql://user:password@host:port/database.',
    })
  }
  const mode = url.searchParams.get('sslmode')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 5432),
    database,
    user,
    tls: mode !== 'disable' && mode !== null,
    password: decode(url.password),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The value that a JSON pointer (RFC 6901) leads to; undefined when it leads nowhere. */
export function atPointer(document: unknown, pointer: string): unknown {
  let at = document
  for (const part of pointer === '' ? [] : pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

/** A name of the source for lineage: OpenLineage's naming of datasets. */
export function lineageName(it: SourceSettings): { namespace: string; name: string } {
  switch (it.kind) {
    case 'postgresql':
      return {
        namespace: `postgres://${it.host}:${it.port}`,
        name: `${it.database}.${it.schema}.${it.table}`,
      }
    case 'file':
      return { namespace: 'file', name: it.uploadId }
    case 'rest': {
      const { origin, pathname } = new URL(it.url)
      return { namespace: origin, name: pathname }
    }
    default:
      return { namespace: `s3://${it.bucket}`, name: it.key }
  }
}
