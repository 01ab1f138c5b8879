import { createHash } from 'node:crypto'
import type { SignatureReport } from '../contract.ts'
import type { Certificate } from '../domain/certificate-reader.ts'
import { Malformed } from '../domain/der-reader.ts'
import { type DigestName, usages } from '../domain/oids.ts'
import { keyUsage } from '../domain/profile.ts'
import { readSignedData, type SignedData } from '../domain/signed-data-reader.ts'
import { subjectText } from '../domain/subject.ts'
import { type Facts, judge } from '../domain/verdict.ts'
import { changesSince } from '../pdf/changes.ts'
import type { PdfFile } from '../pdf/file.ts'
import type { PdfSignature } from '../pdf/signatures.ts'
import { buildChain } from './chain.ts'
import { digestOf } from './cryptography.ts'
import { checkSigner } from './signer.ts'
import { chainStanding, checkTimeStamp, type Grounds, type TimeStampChecked } from './time-stamp.ts'

type Sound = Extract<PdfSignature, { flaw?: undefined }>

/**
 * Reports on all signatures of a file. Document time-stamps are checked from the newest to the
 * oldest: each proves that what it covers existed at its time, be it an older time-stamp whose
 * certificate has ended since.
 */
export function reportSignatures(
  file: PdfFile,
  signatures: readonly PdfSignature[],
  at: Date,
  grounds: Grounds,
): SignatureReport[] {
  const reports = new Map<PdfSignature, SignatureReport>()
  let control = at
  let archived = false
  for (const it of signatures.toSorted((left, right) => endOf(right) - endOf(left))) {
    if (it.flaw !== undefined) reports.set(it, flawedReport(it, it.flaw))
    else if (it.subFilter === 'ETSI.RFC3161') {
      const stamp = checkTimeStamp(it.contents, hashOf(it), control, grounds)
      reports.set(it, stampReport(file, it, stamp))
      if (stamp.state === 'trusted' && stamp.at) {
        control = stamp.at
        archived = true
      }
    } else reports.set(it, reportSignature(file, it, control, archived, grounds))
  }
  return signatures.map((it) => reports.get(it) as SignatureReport)
}

function endOf(it: PdfSignature): number {
  return it.flaw === undefined ? it.end : 0
}

function hashOf({ signed }: Sound): (digest: DigestName) => Buffer {
  return (digest) => createHash(digest).update(signed[0]).update(signed[1]).digest()
}

const formats = new Set(['ETSI.CAdES.detached', 'adbe.pkcs7.detached'])

function reportSignature(
  file: PdfFile,
  it: Sound,
  controlAt: Date,
  archived: boolean,
  grounds: Grounds,
): SignatureReport {
  if (!formats.has(it.subFilter)) return flawedReport(it, `the format ${it.subFilter} is unknown`)
  const data = readable(it.contents)
  if (!data || data.content) return flawedReport(it, 'the signature is not CMS as it must be')
  const signer = checkSigner(data, grounds.certificates, hashOf(it))
  const { certificate } = signer
  const stamps = data.timeStamps.map((token) =>
    checkTimeStamp(token, (name) => digestOf(name, data.signature), controlAt, grounds),
  )
  const stamp = stamps.find(({ state }) => state === 'trusted')
  // A document time-stamp proves the time as well, if later.
  const provenAt = stamp?.at ?? (archived ? controlAt : undefined)
  const instant = provenAt ?? controlAt
  const chain = certificate && buildChain(certificate, grounds.certificates, grounds.roots)
  const standing = chain && chainStanding(chain, instant, instant, grounds)
  const claimedAt = it.claimedAt ?? data.signingTime
  const facts: Facts = {
    digestMatches: signer.digestMatches,
    verifies: signer.verifies,
    binding: signer.binding,
    weak: signer.weak,
    changes: allowedChanges(file, it),
    chain: chain?.state ?? 'unknown-issuer',
    fits: certificate !== undefined && signsDocuments(certificate),
    claimedAt,
    provenAt,
    stampFails: stamps.length > 0 && !stamp,
    life: certificate ? lifeAt(certificate, instant) : 'within',
    revocation: standing ?? { state: 'unknown', of: 'signer' },
  }
  const verdict = judge(facts)
  const lasting = stamp !== undefined && stamp.carried && standing?.carried === true
  return {
    ...shared(it, file, facts.changes),
    kind: 'signature',
    level: levelOf(verdict.indication, it, provenAt !== undefined, lasting, archived),
    ...verdict,
    checks: [...verdict.checks],
    signer: certificate ? seen(certificate) : null,
    chain: chain ? chain.certificates.map(seen) : [],
    claimedAt: claimedAt?.toISOString() ?? null,
    provenAt: provenAt?.toISOString() ?? null,
  }
}

function readable(contents: Buffer): SignedData | undefined {
  try {
    return readSignedData(contents)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

function allowedChanges(file: PdfFile, { revision, end, permits }: Sound) {
  const changes = changesSince(revision, file, end)
  return changes === 'signatures' && permits === 1 ? 'other' : changes
}

/** A key for documents: not one for servers, time-stamps or answers of a responder. */
function signsDocuments({ keyUsage: usage, extendedKeyUsage, authority }: Certificate): boolean {
  const mayByKey =
    !usage || usage.has(keyUsage.digitalSignature) || usage.has(keyUsage.nonRepudiation)
  const elsewhere = [usages.timeStamping, usages.ocspSigning, usages.serverAuth, usages.clientAuth]
  const mayByPurpose = !extendedKeyUsage || !elsewhere.some((it) => extendedKeyUsage.has(it))
  return mayByKey && mayByPurpose && !authority
}

function lifeAt({ notBefore, notAfter }: Certificate, instant: Date): Facts['life'] {
  if (instant < notBefore) return 'before'
  return instant > notAfter ? 'after' : 'within'
}

/** The level that the signature reached (EN 319 142-1); null where it does not hold. */
function levelOf(
  indication: string,
  { subFilter }: Sound,
  stamped: boolean,
  lasting: boolean,
  archived: boolean,
): SignatureReport['level'] {
  if (indication !== 'TOTAL-PASSED' || subFilter !== 'ETSI.CAdES.detached') return null
  if (!stamped) return 'B-B'
  if (!lasting) return 'B-T'
  return archived ? 'B-LTA' : 'B-LT'
}

function stampReport(file: PdfFile, it: Sound, stamp: TimeStampChecked): SignatureReport {
  const { state, certificate, chain, at } = stamp
  const changes = allowedChanges(file, it)
  const verdict = judge({
    digestMatches: state !== 'broken',
    verifies: state !== 'broken',
    binding: state === 'broken' && !certificate ? 'absent' : 'bound',
    weak: undefined,
    changes,
    chain: state === 'trusted' ? 'trusted' : (chain?.state ?? 'unknown-issuer'),
    fits: true,
    claimedAt: undefined,
    provenAt: state === 'trusted' ? at : undefined,
    stampFails: state === 'untrusted',
    life: 'within',
    revocation: { state: state === 'trusted' ? 'good' : 'unknown', of: 'signer' },
  })
  return {
    ...shared(it, file, changes),
    kind: 'time-stamp',
    level: null,
    ...verdict,
    checks: [...verdict.checks],
    signer: certificate ? seen(certificate) : null,
    chain: chain ? chain.certificates.map(seen) : [],
    claimedAt: null,
    provenAt: state === 'trusted' && at ? at.toISOString() : null,
  }
}

function flawedReport(it: PdfSignature, flaw: string): SignatureReport {
  const verdict = judge({ ...noFacts, flaw })
  return {
    field: it.field.slice(0, 500),
    kind: it.subFilter === 'ETSI.RFC3161' ? 'time-stamp' : 'signature',
    format: it.subFilter.slice(0, 100),
    level: null,
    ...verdict,
    checks: [...verdict.checks],
    signer: null,
    chain: [],
    claimedAt: it.claimedAt?.toISOString() ?? null,
    provenAt: null,
    reason: it.reason ?? null,
    location: it.location ?? null,
    covers: 'unclear',
    changesAfter: 'other',
  }
}

const noFacts: Facts = {
  digestMatches: false,
  verifies: false,
  binding: 'absent',
  weak: undefined,
  changes: 'other',
  chain: 'unknown-issuer',
  fits: false,
  claimedAt: undefined,
  provenAt: undefined,
  stampFails: false,
  life: 'within',
  revocation: { state: 'unknown', of: 'signer' },
}

function shared(it: Sound, file: PdfFile, changesAfter: Facts['changes']) {
  return {
    field: it.field.slice(0, 500),
    format: it.subFilter.slice(0, 100),
    reason: it.reason ?? null,
    location: it.location ?? null,
    covers: it.end === file.bytes.length ? ('file' as const) : ('revision' as const),
    changesAfter,
  }
}

function seen(it: Certificate) {
  const { subject } = it
  return {
    serial: it.serial.slice(0, 64),
    commonName: subject.commonName ?? '',
    organisation: subject.organisation ?? null,
    country: subject.country ?? null,
    subject: subjectText(subject).slice(0, 2_000),
    issuer: subjectText(it.issuer).slice(0, 2_000),
    notBefore: it.notBefore.toISOString(),
    notAfter: it.notAfter.toISOString(),
  }
}
