import { element, oid, printable, sequence, utf8 } from './der.ts'
import { type Element, Elements, Malformed, oidOf, textOf, within } from './der-reader.ts'
import { attributes } from './oids.ts'

/** Whom a certificate names: attributes of the X.500 name, as EN 319 412 uses them. */
export type Subject = {
  readonly [Name in keyof typeof attributes]?: string
}

/** The order in which attributes are written, outermost first. */
const order = [
  'country',
  'organisation',
  'organisationIdentifier',
  'surname',
  'givenName',
  'serialNumber',
  'commonName',
] as const satisfies readonly (keyof Subject)[]

const short: Record<keyof Subject, string> = {
  country: 'C',
  organisation: 'O',
  organisationIdentifier: 'organizationIdentifier',
  surname: 'SN',
  givenName: 'GN',
  serialNumber: 'serialNumber',
  commonName: 'CN',
}

const names = new Map(Object.entries(attributes).map(([name, dotted]) => [dotted as string, name]))

/** The Name (RFC 5280, 4.1.2.4) in DER. */
export function writeSubject(subject: Subject): Buffer {
  return sequence(
    ...order.flatMap((name) => {
      const text = subject[name]
      if (text === undefined) return []
      const plain = name === 'country' || name === 'serialNumber'
      const value = plain ? printable(text) : utf8(text)
      return [element(0x31, sequence(oid(attributes[name]), value))]
    }),
  )
}

/** The attributes that this center knows; the first of each. Others are passed over. */
export function readSubject(name: Element): Subject {
  const found: Record<string, string> = {}
  for (const part of within(name).rest(40, 0x31)) {
    for (const it of new Elements(part.content).rest(10, 0x30)) {
      const inner = within(it)
      const known = names.get(oidOf(inner.next()))
      const value = inner.next()
      inner.end()
      if (!known || known in found) continue
      const text = textOf(value)
      if (text.length > 500) throw new Malformed('a name is too long')
      found[known] = text
    }
  }
  return found
}

/** One line for people: CN=…, O=…, C=… */
export function subjectText(subject: Subject): string {
  return order
    .toReversed()
    .flatMap((name) => (subject[name] === undefined ? [] : [`${short[name]}=${subject[name]}`]))
    .join(', ')
}

export type Agency = { readonly id: string; readonly name: string }

/** A legal person (EN 319 412-3): the identifier is of the register of organisations. */
export function agencySubject({ id, name }: Agency): Subject {
  return {
    country: 'VN',
    organisation: name,
    organisationIdentifier: `GO:VN-${id}`,
    commonName: name,
  }
}

/**
 * A natural person in an office (EN 319 412-2). The serial number is a pseudonym: no personal
 * number stands in a certificate. The surname comes first in Vietnamese names.
 */
export function officialSubject(name: string, agency: Agency, pseudonym: string): Subject {
  const [surname = '', ...given] = name.trim().split(/\s+/)
  return {
    country: 'VN',
    organisation: agency.name,
    organisationIdentifier: `GO:VN-${agency.id}`,
    surname,
    ...(given.length > 0 && { givenName: given.join(' ') }),
    serialNumber: pseudonym,
    commonName: name,
  }
}

/** Something of the center's own: an authority, a responder, a time-stamp unit. */
export function centerSubject(commonName: string, demonstration: boolean): Subject {
  const organisation = 'Trung tâm dữ liệu quốc gia'
  return {
    country: 'VN',
    organisation: demonstration ? `${organisation} (mô phỏng)` : organisation,
    commonName,
  }
}
