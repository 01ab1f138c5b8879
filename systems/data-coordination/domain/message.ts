/**
 * What stands under the signatures of an exchange: HTTP Message Signatures (RFC 9421) with
 * Content-Digest (RFC 9530). Pure text; who signs and checks it is the gateway and the center.
 */

/** Header values by lower-case name; one line each. */
export type Fields = Readonly<Record<string, string | undefined>>

export type SignatureParameters = {
  /** Seconds since 1970. */
  readonly created: number
  readonly nonce: string
  /** SHA-256 of the signing certificate (base64url). */
  readonly keyId: string
  readonly tag: SignatureTag
}

export type SignatureTag = 'ndc-exchange' | 'ndc-answer' | 'ndc-body' | 'ndc-center'

export const algorithm = 'ecdsa-p256-sha256'
export const label = 'ndc'
export const bodyLabel = 'ndc-body'

/** Header fields that are covered where they are present, in this order. */
export const requestFields = [
  'content-type',
  'content-digest',
  'x-road-client',
  'x-road-id',
  'x-road-request-id',
  'x-road-userid',
  'x-road-issue',
  'x-road-represented-party',
  'ndc-grant',
  'ndc-purpose',
  'ndc-configuration',
] as const

export const responseFields = [
  'content-type',
  'content-digest',
  'x-road-id',
  'x-road-error',
] as const

/** One line under a signature: the component's name as written, and its value. */
export type Component = readonly [name: string, value: string]

export type Request = {
  readonly method: string
  /** As sent: path with query. */
  readonly target: string
  readonly fields: Fields
}

export function requestComponents({ method, target, fields }: Request): Component[] {
  const { path, query } = splitTarget(target)
  return [
    ['"@method"', method],
    ['"@path"', path],
    ['"@query"', query],
    ...presentOf(requestFields, fields),
  ]
}

/** The answer is bound to its question by the question's signature. */
export function responseComponents(
  status: number,
  fields: Fields,
  requestSignature: string,
): Component[] {
  return [
    ['"@status"', String(status)],
    ...presentOf(responseFields, fields),
    [`"signature";req;key="${label}"`, requestSignature],
  ]
}

/** What follows a body that was sent while it was read: its digest, bound to the head. */
export function bodyComponents(
  contentDigest: string,
  headSignature: string,
  requestSignature?: string,
): Component[] {
  return [
    ['"content-digest";tr', contentDigest],
    [`"signature";key="${label}"`, headSignature],
    ...(requestSignature === undefined
      ? []
      : ([[`"signature";req;key="${label}"`, requestSignature]] as const)),
  ]
}

function presentOf(names: readonly string[], fields: Fields): Component[] {
  const present: Component[] = []
  for (const name of names) {
    const value = fields[name]
    if (value !== undefined) present.push([`"${name}"`, value.trim()])
  }
  return present
}

/** RFC 9421, 2.2.6 and 2.2.7: an empty path is "/", an absent query is "?". */
export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?')
  const path = at === -1 ? target : target.slice(0, at)
  return { path: path === '' ? '/' : path, query: at === -1 ? '?' : target.slice(at) }
}

/** The value of Signature-Input for one label, without the label: `("@method" …);created=…`. */
export function signatureParams(components: readonly Component[], it: SignatureParameters): string {
  const names = components.map(([name]) => name).join(' ')
  return (
    `(${names});created=${it.created};nonce="${it.nonce}";keyid="${it.keyId}"` +
    `;alg="${algorithm}";tag="${it.tag}"`
  )
}

/** RFC 9421, 2.5: what is signed. */
export function signatureBase(components: readonly Component[], params: string): string {
  let text = ''
  for (const [name, value] of components) text += `${name}: ${value}\n`
  return `${text}"@signature-params": ${params}`
}

const parametersForm = new RegExp(
  '^\\(([^)]*)\\);created=(\\d{1,12});nonce="([\\w-]{16,64})";keyid="([\\w-]{43})"' +
    `;alg="${algorithm}";tag="(ndc-[a-z]+)"$`,
)

/**
 * Reads the value of one label. Undefined when it is not of this profile: other algorithms, other
 * parameters or another order of them are not spoken here.
 */
export function parseSignatureParams(
  value: string,
): (SignatureParameters & { readonly names: string }) | undefined {
  const found = parametersForm.exec(value)
  if (!found) return undefined
  const [, names = '', created, nonce = '', keyId = '', tag] = found
  return { names, created: Number(created), nonce, keyId, tag: tag as SignatureTag }
}

/** The member of a dictionary such as Signature or Signature-Input (RFC 9651, 3.2). */
export function memberOfDictionary(header: string, key: string): string | undefined {
  // Most have one member only.
  if (!header.includes(',')) {
    const at = header.indexOf('=')
    return at > 0 && header.slice(0, at).trim() === key ? header.slice(at + 1).trim() : undefined
  }
  for (const member of splitMembers(header)) {
    const at = member.indexOf('=')
    if (at > 0 && member.slice(0, at) === key) return member.slice(at + 1)
  }
  return undefined
}

/** Splits at commas outside quotes and parentheses. */
function splitMembers(header: string): string[] {
  const found: string[] = []
  let [from, quoted, depth] = [0, false, 0]
  for (let at = 0; at < header.length; at++) {
    const char = header[at]
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === ',' && depth === 0) {
      found.push(header.slice(from, at).trim())
      from = at + 1
    }
  }
  found.push(header.slice(from).trim())
  return found
}

/** A byte sequence (RFC 9651, 3.3.5): `:base64:`. */
export function byteSequence(bytes: Buffer): string {
  return `:${bytes.toString('base64')}:`
}

export function parseByteSequence(text: string): Buffer | undefined {
  const found = /^:([A-Za-z0-9+/]*={0,2}):$/.exec(text)
  return found ? Buffer.from(found[1] ?? '', 'base64') : undefined
}

/** RFC 9530 over the bytes as they travel. */
export function contentDigest(sha256: Buffer): string {
  return `sha-256=${byteSequence(sha256)}`
}
