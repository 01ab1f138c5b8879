import { elementAt, Malformed } from '../domain/der-reader.ts'
import { openPdf, type PdfFile } from './file.ts'
import { type SignatureField, signatureFields } from './pages.ts'
import { isSpace, MalformedPdf, Parser } from './parser.ts'
import { type Dict, isDict, nameOf, type Ref, readText, Text } from './value.ts'

/** A signature as it stands in a file. */
export type PdfSignature = {
  readonly field: string
  readonly subFilter: string
  readonly claimedAt: Date | undefined
  readonly reason: string | undefined
  readonly location: string | undefined
} & (
  | { readonly flaw: string }
  | {
      readonly flaw?: undefined
      /** The CMS or token, without the zeros behind it. */
      readonly contents: Buffer
      /** The two parts of the file that are signed. */
      readonly signed: readonly [Buffer, Buffer]
      /** Where the signed revision ends. */
      readonly end: number
      readonly revision: PdfFile
      /** What a certifying signature permits afterwards (ISO 32000-2, 12.8.2.2); 1: nothing. */
      readonly permits: number | undefined
    }
)

/** The signed signature fields of a file, the first `most` of them: each is a file to be read. */
export function readSignatures(file: PdfFile, most: number): PdfSignature[] {
  const signed = signatureFields(file).filter((it) => it.value)
  return signed.slice(0, most).map((field) => readSignature(file, field))
}

function readSignature(file: PdfFile, { name, value }: SignatureField): PdfSignature {
  const ref = value as Ref
  const entry = file.entries.get(ref.number)
  // Its strings must stand in the file itself, or the signed parts could not leave them out.
  if (entry?.kind !== 'at') return flawed(name, 'the signature is not an object of its own')
  const { value: dict } = new Parser(file.bytes, entry.offset).object((it) => file.resolve(it))
  if (!isDict(dict)) return flawed(name, 'the signature is no dictionary')
  const said = {
    field: name,
    subFilter: nameOf(dict.get('SubFilter')) ?? '',
    claimedAt: dateOf(readText(dict.get('M'))),
    reason: readText(dict.get('Reason'))?.slice(0, 1_000),
    location: readText(dict.get('Location'))?.slice(0, 1_000),
  }
  try {
    return { ...said, ...readRange(file, ref, entry.offset, dict) }
  } catch (error) {
    if (error instanceof MalformedPdf || error instanceof Malformed) {
      return { ...said, flaw: error.message }
    }
    throw error
  }
}

function readRange(file: PdfFile, ref: Ref, offset: number, dict: Dict) {
  const { bytes } = file
  const range = dict.get('ByteRange')
  const contents = dict.get('Contents')
  if (!(contents instanceof Text) || bytes[contents.start] !== 0x3c) {
    throw new MalformedPdf('the signature is not written as a hexadecimal string')
  }
  const [start, before, after, rest] = Array.isArray(range) && range.length === 4 ? range : []
  if (start !== 0 || before !== contents.start || after !== contents.end) {
    throw new MalformedPdf('what is signed leaves out more, or other, than the signature itself')
  }
  if (typeof rest !== 'number' || !Number.isInteger(rest) || rest <= 0) {
    throw new MalformedPdf('what is signed does not reach the end of its revision')
  }
  const end = contents.end + rest
  if (end > bytes.length) throw new MalformedPdf('what is signed reaches beyond the file')
  const revision = openPdf(bytes.subarray(0, end), file.reading)
  const there = revision.entries.get(ref.number)
  const listed = signatureFields(revision).some((it) => it.value?.number === ref.number)
  if (there?.kind !== 'at' || there.offset !== offset || !listed) {
    throw new MalformedPdf('the signature is not part of the revision that it signs')
  }
  return {
    contents: withoutZeros(contents.bytes),
    signed: [bytes.subarray(0, contents.start), bytes.subarray(contents.end, end)] as const,
    end: pastSpace(bytes, end),
    revision,
    permits: permissionOf(file, dict),
  }
}

/** Behind the signature there may be room that was not needed: zeros, and nothing else. */
function withoutZeros(bytes: Buffer): Buffer {
  const found = elementAt(bytes, 0).bytes
  if (bytes.subarray(found.length).some((it) => it !== 0)) {
    throw new MalformedPdf('something is hidden behind the signature')
  }
  return found
}

/** White space behind the signed part belongs to nobody. */
function pastSpace(bytes: Buffer, end: number): number {
  let at = end
  while (at < bytes.length && isSpace(bytes[at])) at++
  return at
}

function permissionOf(file: PdfFile, dict: Dict): number | undefined {
  const references = file.resolve(dict.get('Reference'))
  for (const it of Array.isArray(references) ? references : []) {
    const reference = file.resolve(it)
    if (!isDict(reference) || nameOf(reference.get('TransformMethod')) !== 'DocMDP') continue
    const permits = file.dict(reference, 'TransformParams')?.get('P')
    return typeof permits === 'number' ? permits : 2
  }
  return undefined
}

/** D:YYYYMMDDHHmmSSOHH'mm (ISO 32000-2, 7.9.4); undefined where it says no full instant. */
export function dateOf(text: string | undefined): Date | undefined {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d'?\d\d)?/.exec(text ?? '')
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, zone = 'Z'] = found
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.replace("'", '').slice(3, 5)}`
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  return Number.isNaN(at) ? undefined : new Date(at)
}

function flawed(field: string, flaw: string): PdfSignature {
  return {
    field,
    flaw,
    subFilter: '',
    claimedAt: undefined,
    reason: undefined,
    location: undefined,
  }
}
