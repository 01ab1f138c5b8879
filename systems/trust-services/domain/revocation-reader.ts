/** Reads what authorities say about revocation: lists (RFC 5280, 5) and OCSP answers (RFC 6960). */
import { type Algorithm, readAlgorithm, readExtension } from './certificate-reader.ts'
import {
  bitsOf,
  type Element,
  inside,
  integerOf,
  Malformed,
  oidOf,
  onlyElement,
  timeOf,
  within,
} from './der-reader.ts'
import { type Question, readCertId, serialText } from './ocsp.ts'
import { extensions, ocsp } from './oids.ts'

type Signed = {
  readonly body: Buffer
  readonly algorithm: Algorithm
  readonly signature: Buffer
}

/** When something was revoked, and why (CRLReason; undefined where it is not said). */
export type Ended = { readonly at: Date; readonly reason: number | undefined }

export type ListSeen = Signed & {
  readonly issuerName: Buffer
  readonly thisUpdate: Date
  readonly nextUpdate: Date | undefined
  /** Undefined: not on the list. */
  find(serial: string): Ended | undefined
}

export function readRevocationList(bytes: Buffer): ListSeen {
  const outer = inside(bytes)
  const body = outer.next(0x30)
  const algorithm = readAlgorithm(outer.next(0x30))
  const signature = bitsOf(outer.next(0x03))
  outer.end()
  const parts = within(body)
  parts.maybe(0x02)
  parts.next(0x30)
  const issuer = parts.next(0x30)
  const thisUpdate = timeOf(parts.next())
  const nextUpdate = parts.maybe(0x17) ?? parts.maybe(0x18)
  const entries = parts.maybe(0x30)
  const more = parts.maybe(0xa0)
  parts.end()
  refuseCritical(more)
  return {
    body: body.bytes,
    algorithm,
    signature,
    issuerName: issuer.bytes,
    thisUpdate,
    nextUpdate: nextUpdate && timeOf(nextUpdate),
    find: (serial) => findEntry(entries, serial),
  }
}

/** A list of part of the certificates, or a difference to another list, says too little. */
function refuseCritical(more: Element | undefined): void {
  for (const it of more ? within(within(more).next(0x30)).rest(20, 0x30) : []) {
    if (readExtension(it).critical) throw new Malformed('a list that tells only a part')
  }
}

const maxEntries = 1_000_000

function findEntry(entries: Element | undefined, serial: string): Ended | undefined {
  if (!entries) return undefined
  const all = within(entries)
  for (let count = 0; !all.done; count++) {
    if (count > maxEntries) throw new Malformed('a list is too long')
    const parts = within(all.next(0x30))
    if (serialText(integerOf(parts.next(0x02))) !== serial) continue
    const at = timeOf(parts.next())
    const more = parts.maybe(0x30)
    return { at, reason: more && reasonIn(more) }
  }
  return undefined
}

function reasonIn(more: Element): number | undefined {
  for (const it of within(more).rest(10, 0x30)) {
    const { oid, value } = readExtension(it)
    if (oid === extensions.crlReason) return onlyElement(value, 0x0a).content[0]
  }
  return undefined
}

export type AnswerSeen = Signed & {
  readonly producedAt: Date
  readonly certificates: readonly Buffer[]
  readonly answers: readonly {
    readonly about: Question
    /** Undefined: good; `unknown` when the responder does not know it. */
    readonly ended: Ended | 'unknown' | undefined
    readonly thisUpdate: Date
    readonly nextUpdate: Date | undefined
  }[]
}

/** Reads an OCSPResponse that answers; throws when it only says why it does not. */
export function readOcspResponse(bytes: Buffer): AnswerSeen {
  const outer = inside(bytes)
  if (outer.next(0x0a).content[0] !== 0) throw new Malformed('the responder did not answer')
  const holder = within(within(outer.next(0xa0)).next(0x30))
  outer.end()
  if (oidOf(holder.next()) !== ocsp.basicResponse) throw new Malformed('an unknown kind of answer')
  const basic = inside(holder.next(0x04).content)
  const body = basic.next(0x30)
  const algorithm = readAlgorithm(basic.next(0x30))
  const signature = bitsOf(basic.next(0x03))
  const certificates = basic.maybe(0xa0)
  basic.end()
  const parts = within(body)
  parts.maybe(0xa0)
  parts.next()
  const producedAt = timeOf(parts.next(0x18))
  const answers = within(parts.next(0x30)).rest(100, 0x30).map(readAnswer)
  return {
    body: body.bytes,
    algorithm,
    signature,
    producedAt,
    certificates: certificates
      ? within(within(certificates).next(0x30))
          .rest(10, 0x30)
          .map((it) => it.bytes)
      : [],
    answers,
  }
}

function readAnswer(it: Element): AnswerSeen['answers'][number] {
  const parts = within(it)
  const about = readCertId(parts.next(0x30))
  const status = parts.next()
  const thisUpdate = timeOf(parts.next(0x18))
  const nextUpdate = parts.maybe(0xa0)
  parts.maybe(0xa1)
  parts.end()
  return {
    about,
    ended: readStatus(status),
    thisUpdate,
    nextUpdate: nextUpdate && timeOf(within(nextUpdate).next(0x18)),
  }
}

function readStatus(status: Element): Ended | 'unknown' | undefined {
  if (status.tag === 0x80) return undefined
  if (status.tag !== 0xa1) return 'unknown'
  const parts = within(status)
  const at = timeOf(parts.next(0x18))
  const reason = parts.maybe(0xa0)
  return { at, reason: reason && within(reason).next(0x0a).content[0] }
}
