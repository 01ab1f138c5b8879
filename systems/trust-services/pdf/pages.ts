import type { PdfFile } from './file.ts'
import { MalformedPdf } from './parser.ts'
import { type Dict, isDict, nameOf, Ref, type Value } from './value.ts'

const limits = { depth: 40, fields: 5_000 }

/** The reference of a page; 0 is the first. */
export function pageRef(file: PdfFile, index: number): Ref {
  let left = index
  const visit = (value: Value | undefined, depth: number): Ref | undefined => {
    const node = file.resolve(value)
    if (!isDict(node) || depth > limits.depth) throw new MalformedPdf('the page tree is broken')
    const kids = file.resolve(node.get('Kids'))
    if (!Array.isArray(kids)) {
      if (left-- === 0 && value instanceof Ref) return value
      return undefined
    }
    const count = file.resolve(node.get('Count'))
    if (typeof count === 'number' && count <= left && depth > 0) {
      left -= count
      return undefined
    }
    for (const kid of kids) {
      const found = visit(kid, depth + 1)
      if (found) return found
    }
    return undefined
  }
  const found = visit(file.catalog.get('Pages'), 0)
  if (!found) throw new MalformedPdf(`there is no page ${index + 1}`)
  return found
}

/** A field for a signature, signed or waiting. */
export type SignatureField = {
  readonly ref: Ref
  readonly field: Dict
  /** The full name (ISO 32000-2, 12.7.4.2), as bytes of its parts joined by dots. */
  readonly name: string
  /** The reference of the signature dictionary; undefined while unsigned. */
  readonly value: Ref | undefined
}

/** All signature fields of the form, in its order. */
export function signatureFields(file: PdfFile): SignatureField[] {
  const form = file.dict(file.catalog, 'AcroForm')
  const found: SignatureField[] = []
  const seen = new Set<number>()
  const visit = (value: Value, kind: string | undefined, name: string, depth: number): void => {
    const field = file.resolve(value)
    if (!isDict(field) || !(value instanceof Ref)) return
    if (depth > limits.depth || seen.size > limits.fields) throw new MalformedPdf('too many fields')
    if (seen.has(value.number)) throw new MalformedPdf('a field stands twice')
    seen.add(value.number)
    const ownKind = nameOf(file.resolve(field.get('FT'))) ?? kind
    const own = file.resolve(field.get('T'))
    const part =
      own && typeof own === 'object' && 'bytes' in own ? own.bytes.toString('latin1') : ''
    const full = [name, part].filter(Boolean).join('.')
    const kids = file.resolve(field.get('Kids'))
    if (Array.isArray(kids)) for (const kid of kids) visit(kid, ownKind, full, depth + 1)
    if (ownKind !== 'Sig' || (Array.isArray(kids) && !field.has('V'))) return
    const v = field.get('V')
    if (v !== undefined && v !== null && !(v instanceof Ref)) {
      throw new MalformedPdf('a signature must be an object of its own')
    }
    found.push({ ref: value, field, name: full, value: v instanceof Ref ? v : undefined })
  }
  const fields = form && file.resolve(form.get('Fields'))
  if (Array.isArray(fields)) for (const it of fields) visit(it, undefined, '', 0)
  return found
}
