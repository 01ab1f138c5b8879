import { createHash } from 'node:crypto'
import type { PdfFile } from './file.ts'
import { pageRef, type SignatureField, signatureFields } from './pages.ts'
import { MalformedPdf } from './parser.ts'
import { type Dict, isDict, Ref, Text, textString, type Value, write } from './value.ts'
import { type Body, streamBody, Update } from './writer.ts'

/** How a signature looks on a page; without it nothing is seen. */
export type Appearance = {
  /** 0 is the first page. */
  readonly page: number
  /** Left, bottom, right, top in points. */
  readonly rect: readonly [number, number, number, number]
  /** The content stream of a form whose box is as large as the rectangle. */
  readonly content: string | Uint8Array
  /** A resource dictionary, such as `<</Font<</F1 5 0 R>>>>`. */
  readonly resources?: string
}

export type SignatureEntries = {
  readonly subFilter: 'ETSI.CAdES.detached' | 'ETSI.RFC3161'
  /** Bytes that the signature may take. */
  readonly room: number
  readonly at?: Date
  readonly name?: string
  readonly reason?: string
  readonly location?: string
  /** The name of a field that waits for this signature; without it one is added. */
  readonly field?: string
  readonly appearance?: Appearance
}

/** A file that lacks nothing but the signature. */
export type Prepared = {
  /** SHA-256 of all bytes but the place of the signature. */
  readonly digest: Buffer
  /** Puts the signature (DER) into its place; gives the whole file. */
  seal(signature: Buffer): Buffer
}

/** Adds a revision with a signature dictionary whose Contents are still empty. */
export function prepareSignature(file: PdfFile, entries: SignatureEntries): Prepared {
  const update = new Update(file)
  const signature = update.reserve()
  putField(update, signature, entries)
  const { text, rangeAt, contentsAt } = dictionaryText(entries)
  update.set(signature, text)
  const { bytes, places } = update.append()
  const start = (places.get(signature.number) as number) + `${signature.number} 0 obj\n`.length
  const gap = { from: start + contentsAt, to: start + contentsAt + entries.room * 2 + 2 }
  const range = `[0 ${gap.from} ${gap.to} ${bytes.length - gap.to}]`
  bytes.write(range.padEnd(rangeWidth), start + rangeAt, 'latin1')
  const digest = createHash('sha256')
    .update(bytes.subarray(0, gap.from))
    .update(bytes.subarray(gap.to))
    .digest()
  return {
    digest,
    seal(der) {
      if (der.length > entries.room) {
        throw new Error(`A signature of ${der.length} bytes does not fit ${entries.room}.`)
      }
      bytes.write(der.toString('hex'), gap.from + 1, 'latin1')
      return bytes
    },
  }
}

const rangeWidth = '[0 0000000000 0000000000 0000000000]'.length

function dictionaryText(it: SignatureEntries) {
  const type = it.subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig'
  const before = `<</Type/${type}/Filter/Adobe.PPKLite/SubFilter/${it.subFilter}/ByteRange `
  const middle = `${before}${' '.repeat(rangeWidth)}/Contents `
  const after = [
    it.at && `/M${write(new Text(Buffer.from(dateText(it.at))))}`,
    it.name && `/Name${write(textString(it.name))}`,
    it.reason && `/Reason${write(textString(it.reason))}`,
    it.location && `/Location${write(textString(it.location))}`,
  ]
  const text = `${middle}<${'0'.repeat(it.room * 2)}>${after.filter(Boolean).join('')}>>`
  return { text, rangeAt: before.length, contentsAt: middle.length }
}

/** A date (ISO 32000-2, 7.9.4) in the time of Viet Nam. */
function dateText(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000)
  return `D:${local.toISOString().replace(/\D/g, '').slice(0, 14)}+07'00'`
}

function putField(update: Update, signature: Ref, entries: SignatureEntries): void {
  const { file } = update
  const fields = signatureFields(file)
  if (entries.field !== undefined) {
    const name = textString(entries.field).bytes.toString('latin1')
    const waiting = fields.find((it) => it.name === name)
    if (!waiting || waiting.value) throw new MalformedPdf('no such field waits for a signature')
    fillField(update, waiting, signature, entries.appearance)
    return
  }
  if (entries.appearance && fields.some((it) => it.value)) {
    throw new MalformedPdf('it is signed: only a field that waits may show something more')
  }
  const page = pageRef(file, entries.appearance?.page ?? 0)
  const rect = entries.appearance?.rect ?? [0, 0, 0, 0]
  const field = update.add(
    [
      '<</Type/Annot/Subtype/Widget/FT/Sig',
      `/T(${freeName(fields)})/F 132/Rect[${rect.join(' ')}]/P ${write(page)}/V ${write(signature)}`,
      entries.appearance ? `/AP<</N ${write(addForm(update, entries.appearance))}>>` : '',
      '>>',
    ].join(''),
  )
  extendList(update, page, 'Annots', field)
  putIntoForm(update, field)
}

function fillField(
  update: Update,
  { ref, field }: SignatureField,
  signature: Ref,
  appearance: Appearance | undefined,
): void {
  const filled: Dict = new Map(field)
  filled.set('V', signature)
  if (appearance) filled.set('AP', new Map([['N', addForm(update, appearance)]]))
  update.replace(ref, filled)
}

function addForm(update: Update, { rect, content, resources }: Appearance): Ref {
  const [width, height] = [rect[2] - rect[0], rect[3] - rect[1]]
  const data = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
  const body: Body = streamBody(
    `/Type/XObject/Subtype/Form/BBox[0 0 ${width} ${height}]/Resources${resources ?? '<<>>'}`,
    data,
  )
  return update.add(body)
}

function freeName(fields: readonly SignatureField[]): string {
  const taken = new Set(fields.map((it) => it.name))
  for (let nth = fields.length + 1; ; nth++) {
    if (!taken.has(`Signature${nth}`)) return `Signature${nth}`
  }
}

/** Adds a reference to the list under a key of a dictionary, wherever that list stands. */
function extendList(update: Update, owner: Ref, key: string, more: Ref): void {
  const { file } = update
  const dict = file.resolve(owner)
  if (!isDict(dict)) throw new MalformedPdf('a page is no dictionary')
  const list = dict.get(key)
  const items = file.resolve(list)
  const longer: Value[] = [...(Array.isArray(items) ? items : []), more]
  if (list instanceof Ref) update.replace(list, longer)
  else update.replace(owner, new Map(dict).set(key, longer))
}

function putIntoForm(update: Update, field: Ref): void {
  const { file } = update
  const { catalog } = file
  const root = file.trailer.get('Root') as Ref
  const form = catalog.get('AcroForm')
  const before = file.dict(catalog, 'AcroForm') ?? new Map<string, Value>()
  const listed = before.get('Fields')
  const flagged: Dict = new Map(before).set('SigFlags', 3)
  if (listed instanceof Ref) {
    const items = file.resolve(listed)
    update.replace(listed, [...(Array.isArray(items) ? items : []), field])
  } else flagged.set('Fields', [...(Array.isArray(listed) ? listed : []), field])
  if (form instanceof Ref) update.replace(form, flagged)
  else update.replace(root, new Map(catalog).set('AcroForm', flagged))
}
