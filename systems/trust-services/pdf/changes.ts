import { costOf, type Entry, type PdfFile, readTable, spend } from './file.ts'
import { signatureFields } from './pages.ts'
import { MalformedPdf, Parser } from './parser.ts'
import {
  type Dict,
  isDict,
  nameOf,
  Ref,
  Stream,
  same,
  sameBut,
  type Value,
  write,
} from './value.ts'

/**
 * What was done to a file after a revision of it was signed. Everything is forbidden that is not
 * named here: validation data (DSS), document time-stamps, further signatures in new fields that
 * show nothing or in fields that waited for them. All else makes another document of it.
 */
export type Changes = 'none' | 'validation-data' | 'signatures' | 'other'

/**
 * Compares a signed revision with the file as it is now.
 *
 * @param end Where the signed revision ends in the file.
 */
export function changesSince(before: PdfFile, after: PdfFile, end: number): Changes {
  if (end === after.bytes.length) return 'none'
  try {
    if (!isOrderly(before, after, end)) return 'other'
    return judge(before, after)
  } catch (error) {
    if (error instanceof MalformedPdf) return 'other'
    throw error
  }
}

/**
 * Is what follows the signed revision nothing but revisions on top of it? Each object there must
 * be in a table, since a reader that repairs files would find it without.
 */
function isOrderly(before: PdfFile, after: PdfFile, end: number): boolean {
  const signed = before.sections[0]?.offset
  const index = after.sections.findIndex((it) => it.offset === signed)
  if (index < 1) return false
  const newer = after.sections.slice(0, index)
  if (after.sections.length - index !== before.sections.length) return false
  if (newer.some((it) => it.offset < end)) return false
  const listed = new Set<string>()
  for (const { entries } of newer) {
    for (const [number, it] of entries) if (it.kind === 'at') listed.add(`${number} ${it.offset}`)
  }
  const offsets = new Set(newer.map((it) => it.offset))
  const parser = new Parser(after.bytes, end)
  for (;;) {
    passSpace(parser)
    const at = parser.at
    if (at >= after.bytes.length) return true
    if (parser.takes('startxref')) {
      if (!offsets.has(parser.count())) return false
    } else if (parser.takes('xref')) {
      if (!offsets.has(at)) return false
      readTable(parser)
      spend(after.reading, parser.at - at)
    } else {
      const { ref, value } = parser.object((it) => after.resolve(it))
      spend(after.reading, costOf(value, parser.at - at))
      if (!listed.has(`${ref.number} ${at}`) && !offsets.has(at)) return false
    }
  }
}

/** Comments may stand between objects, unless one looks like an object. */
function passSpace(parser: Parser): void {
  const from = parser.at
  parser.skip()
  if (/\bobj\b/.test(parser.bytes.toString('latin1', from, parser.at))) {
    throw new MalformedPdf('an object is hidden in a comment')
  }
}

function judge(before: PdfFile, after: PdfFile): Changes {
  for (const key of ['Root', 'Info', 'Encrypt']) {
    if (!same(before.trailer.get(key), after.trailer.get(key))) return 'other'
  }
  const changed = changedObjects(before, after)
  const held = reachable(before)
  const fields = newFields(before, after, held)
  if (!fields || !catalogStands(before, after, fields.refs)) return 'other'
  const roles = rolesOf(before)
  for (const number of changed) {
    if (!held.has(number)) continue
    const role = roles.get(number)
    if (!role || !roleStands[role](before.get(number), after.get(number), fields.refs, after)) {
      return 'other'
    }
  }
  return fields.signatures || fields.filled ? 'signatures' : 'validation-data'
}

/** The numbers whose object is not the one that it was. */
function changedObjects(before: PdfFile, after: PdfFile): Set<number> {
  const changed = new Set<number>()
  // What no newer section names is as it was; what stands in an object stream changes with it.
  const newer = after.sections.slice(0, after.sections.length - before.sections.length)
  const touched = new Set(newer.flatMap(({ entries }) => [...entries.keys()]))
  for (const number of touched) {
    if (!sameEntry(before.entries.get(number), after.entries.get(number))) changed.add(number)
  }
  for (const [number, entry] of before.entries) {
    if (entry.kind === 'in' && changed.has(entry.stream)) changed.add(number)
  }
  return changed
}

function sameEntry(left: Entry | undefined, right: Entry | undefined): boolean {
  if (!left || left.kind === 'free') return !right || right.kind === 'free'
  if (left.kind === 'at') {
    return (
      right?.kind === 'at' && left.offset === right.offset && left.generation === right.generation
    )
  }
  return right?.kind === 'in' && left.stream === right.stream && left.index === right.index
}

/** The objects that make up a document: all that its catalog leads to, but for the DSS. */
function reachable(file: PdfFile): Set<number> {
  const found = new Set<number>()
  const open: Value[] = []
  const see = (value: Value | undefined): void => {
    spend(file.reading, 1)
    if (value instanceof Ref) {
      if (found.has(value.number)) return
      found.add(value.number)
      open.push(file.resolve(value))
    } else if (Array.isArray(value) || isDict(value) || value instanceof Stream) open.push(value)
  }
  const root = file.trailer.get('Root')
  if (root instanceof Ref) found.add(root.number)
  for (const [key, value] of file.catalog) if (key !== 'DSS') see(value)
  see(file.trailer.get('Info'))
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) value.forEach(see)
    else if (value instanceof Stream) for (const it of value.dict.values()) see(it)
    else if (isDict(value)) for (const it of value.values()) see(it)
  }
  return found
}

type NewFields = {
  readonly refs: Added
  readonly signatures: boolean
  readonly filled: boolean
}

/** The signature fields that were added or filled; undefined when one is more than that. */
function newFields(
  before: PdfFile,
  after: PdfFile,
  held: ReadonlySet<number>,
): NewFields | undefined {
  const known = new Map(signatureFields(before).map((it) => [it.ref.number, it]))
  const refs = new Set<string>()
  let [signatures, filled] = [false, false]
  for (const { ref, field, value } of signatureFields(after)) {
    const earlier = known.get(ref.number)
    if (earlier) {
      if (value && !earlier.value) filled = true
      continue
    }
    if (held.has(ref.number) || !value || held.has(value.number) || !showsNothing(field)) {
      return undefined
    }
    refs.add(write(ref))
    const dict = after.get(value.number)
    if (!isDict(dict) || nameOf(dict.get('SubFilter')) !== 'ETSI.RFC3161') signatures = true
  }
  return { refs, signatures, filled }
}

const fieldKeys = new Set([
  'Type',
  'Subtype',
  'FT',
  'T',
  'F',
  'Ff',
  'Rect',
  'P',
  'V',
  'AP',
  'M',
  'NM',
])

/** A field without size and without actions: it adds nothing to what is seen. */
function showsNothing(field: Dict): boolean {
  const rect = field.get('Rect')
  const [left, bottom, right, top] = Array.isArray(rect) ? rect : []
  return left === right && bottom === top && [...field.keys()].every((key) => fieldKeys.has(key))
}

type Role = 'catalog' | 'form' | 'list' | 'page' | 'waiting'

/** The objects that further signatures must touch, by what they are in the signed revision. */
function rolesOf(file: PdfFile): Map<number, Role> {
  const roles = new Map<number, Role>()
  const mark = (value: Value | undefined, role: Role): void => {
    if (value instanceof Ref) roles.set(value.number, role)
  }
  for (const [ref, page] of pagesOf(file)) {
    mark(ref, 'page')
    mark(page.get('Annots'), 'list')
  }
  for (const it of signatureFields(file)) if (!it.value) mark(it.ref, 'waiting')
  mark(file.dict(file.catalog, 'AcroForm')?.get('Fields'), 'list')
  mark(file.catalog.get('AcroForm'), 'form')
  mark(file.trailer.get('Root'), 'catalog')
  return roles
}

const maxPages = 20_000

function pagesOf(file: PdfFile): [Ref, Dict][] {
  const found: [Ref, Dict][] = []
  const seen = new Set<number>()
  const open: (Value | undefined)[] = [file.catalog.get('Pages')]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (!(value instanceof Ref) || seen.has(value.number)) continue
    seen.add(value.number)
    const node = file.resolve(value)
    if (!isDict(node)) continue
    const kids = file.resolve(node.get('Kids'))
    if (Array.isArray(kids)) for (const kid of kids) open.push(kid)
    else found.push([value, node])
    if (found.length > maxPages) throw new MalformedPdf('too many pages')
  }
  return found
}

/** The references of new fields, as a file writes them. */
type Added = ReadonlySet<string>

type Stands = (before: Value, after: Value, added: Added, now: PdfFile) => boolean

const roleStands: Record<Role, Stands> = {
  // Looked at by itself, wherever its parts stand.
  catalog: () => true,
  form: () => true,
  list: onlyAdded,
  page: (before, after, added, now) =>
    isDict(before) &&
    isDict(after) &&
    sameBut(before, after, ['Annots']) &&
    listStands(before.get('Annots'), after.get('Annots'), added, now),
  waiting: (before, after) =>
    isDict(before) &&
    isDict(after) &&
    after.get('V') instanceof Ref &&
    sameBut(before, after, ['V', 'AP', 'M']),
}

function catalogStands(before: PdfFile, after: PdfFile, added: Added): boolean {
  const [left, right] = [before.catalog, after.catalog]
  if (!sameBut(left, right, ['DSS', 'AcroForm', 'Extensions'])) return false
  const [form, formNow] = [before.dict(left, 'AcroForm'), after.dict(right, 'AcroForm')]
  if (!form || !formNow) return false
  return (
    same(left.get('AcroForm') instanceof Ref, right.get('AcroForm') instanceof Ref) &&
    sameBut(form, formNow, ['Fields', 'SigFlags']) &&
    onlyAdded(before.resolve(form.get('Fields')), after.resolve(formNow.get('Fields')), added)
  )
}

/** A list that stands in its owner, or beside it under a reference that must stay. */
function listStands(
  before: Value | undefined,
  after: Value | undefined,
  added: Added,
  now: PdfFile,
): boolean {
  if (before instanceof Ref) return same(before, after)
  return onlyAdded(before ?? [], now.resolve(after ?? []), added)
}

/** The same list with nothing but the new fields behind it. */
function onlyAdded(before: Value, after: Value, added: Added): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return false
  return (
    before.every((it, at) => same(it, after[at])) &&
    after.slice(before.length).every((it) => it instanceof Ref && added.has(write(it)))
  )
}
