import type { PdfFile } from './file.ts'
import { MalformedPdf } from './parser.ts'
import { type Dict, Name, Ref, Stream, type Value } from './value.ts'
import { streamBody, Update } from './writer.ts'

/** What proves a signature later, without asking anyone (ISO 32000-2, 12.8.4.3). */
export type ValidationData = {
  readonly certificates: readonly Buffer[]
  readonly answers: readonly Buffer[]
  readonly lists: readonly Buffer[]
}

const keys = { certificates: 'Certs', answers: 'OCSPs', lists: 'CRLs' } as const

/** Adds a revision that holds validation data beside what earlier ones held. */
export function addValidationData(file: PdfFile, data: ValidationData): Buffer {
  const update = new Update(file)
  const before = file.dict(file.catalog, 'DSS')
  const store: Dict = new Map(before ?? [['Type', new Name('DSS')]])
  for (const [kind, key] of Object.entries(keys) as [keyof ValidationData, string][]) {
    const held = before && file.resolve(before.get(key))
    const known: Value[] = Array.isArray(held) ? held : []
    const present = new Set(known.map((it) => contentOf(file, it)?.toString('latin1')))
    const fresh = data[kind].filter((it) => !present.has(it.toString('latin1')))
    const added = fresh.map((it) => update.add(streamBody('', it)))
    if (known.length + added.length > 0) store.set(key, [...known, ...added])
  }
  const catalog: Dict = new Map(file.catalog)
  const place = catalog.get('DSS')
  if (place instanceof Ref) update.replace(place, store)
  else {
    const ref = update.reserve()
    update.replace(ref, store)
    update.replace(file.trailer.get('Root') as Ref, catalog.set('DSS', ref))
  }
  return update.append().bytes
}

const maxEntries = 200

/** The validation data that a file holds; what cannot be read is left out. */
export function readValidationData(file: PdfFile): ValidationData {
  const store = readably(() => file.dict(file.catalog, 'DSS'))
  const read = (key: string): Buffer[] => {
    const list = store && readably(() => file.resolve(store.get(key)))
    if (!Array.isArray(list)) return []
    return list.slice(0, maxEntries).flatMap((it) => contentOf(file, it) ?? [])
  }
  return {
    certificates: read(keys.certificates),
    answers: read(keys.answers),
    lists: read(keys.lists),
  }
}

function contentOf(file: PdfFile, value: Value): Buffer | undefined {
  return readably(() => {
    const stream = file.resolve(value)
    return stream instanceof Stream ? file.content(stream) : undefined
  })
}

function readably<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedPdf) return undefined
    throw error
  }
}
