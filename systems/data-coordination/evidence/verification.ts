/** Checks a proof container step by step, with nothing but a root certificate in hand. */
import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { canonical, sha256 } from '#kernel/digest'
import type { Words } from '#kernel/words'
import { checkChain, checkToken, ecdsaSignature } from '#trust-services/verification'
import { type EvidenceRecord, leafOf } from '../domain/evidence.ts'
import { parseSignatureParams } from '../domain/message.ts'
import { type BatchHead, headBytes } from './batch.ts'
import {
  certificatesIn,
  certificatesName,
  names,
  namesFor,
  type Part,
  partOf,
  parts,
  pathBytes,
  pem,
  type Side,
  sideOf,
  signedNames,
} from './container.ts'
import { containerType, manifestName, manifestOf, stampName } from './manifest.ts'
import { rootAbove } from './merkle.ts'
import { readMe } from './read-me.ts'
import { type Check, checks } from './verification-words.ts'
import { readZip } from './zip.ts'

/** Roots in DER: of those who signed, and of those who gave time-stamps. */
export type Trust = { readonly roots: readonly Buffer[]; readonly stampers: readonly Buffer[] }

export type Step = { readonly check: Check; readonly good: boolean; readonly words: Words }

export type Verified = {
  readonly good: boolean
  readonly steps: readonly Step[]
  /** What the container tells; only with `good` it is also proven. */
  readonly record: EvidenceRecord | undefined
  readonly signers: Readonly<Partial<Record<Side, string>>>
  /** The record existed then at the latest. */
  readonly provenAt: Date | undefined
}

type Files = ReadonlyMap<string, Buffer>

export function verifyContainer(file: Buffer, trust: Trust): Verified {
  const steps: Step[] = []
  const signers: Partial<Record<Side, string>> = {}
  let provenAt: Date | undefined
  const step = (check: Check, good: boolean): boolean => {
    steps.push({ check, good, words: checks[check][good ? 'good' : 'bad'] })
    return good
  }
  const end = (record?: EvidenceRecord): Verified => ({
    good: steps.every((it) => it.good),
    steps,
    record,
    signers,
    provenAt,
  })
  const files = filesOf(file)
  if (!step('container', files !== undefined) || !files) return end()
  const manifest = files.get(manifestName) as Buffer
  step('manifest', manifestOf(covered(files)).equals(manifest))
  const stamp = checkToken(files.get(stampName) as Buffer, manifest, trust.stampers)
  step('manifest-stamp', stamp.state === 'trusted')
  const record = recordOf(files)
  if (!step('record', record !== undefined) || !record) return end()
  for (const part of parts.filter((it) => partOf(record, it))) {
    const seen = readSigned(files, part, record)
    step(`${part}-signature`, seen?.verifies === true)
    step(`${part}-agrees`, seen !== undefined && agrees(part, seen.base, record))
  }
  for (const side of sidesOf(record)) {
    const [leaf, ...others] = chainOf(files, side) ?? []
    const chain = leaf && checkChain(leaf, others, trust.roots, new Date(record.at))
    step(`${side}-signer`, chain?.state === 'trusted')
    if (chain?.state === 'trusted') signers[side] = chain.leaf.organisation ?? chain.leaf.name
  }
  const batch = jsonOf<BatchHead>(files, names.batch)
  step('path', batch !== undefined && isInBatch(files, record, batch))
  const batchStamp =
    batch && checkToken(files.get(names.batchStamp) as Buffer, headBytes(batch), trust.stampers)
  const stampedAt = batchStamp?.state === 'trusted' ? batchStamp.at : undefined
  step(
    'batch-stamp',
    stampedAt !== undefined && stampedAt.getTime() > Date.parse(record.at) - skewMs,
  )
  provenAt = stampedAt
  return end(record)
}

/** How far clocks may be apart. */
const skewMs = 16 * 60_000

/** The files in it; undefined unless they are the ones that a container has, in their order. */
function filesOf(file: Buffer): Files | undefined {
  const entries = readZip(file)
  if (!entries) return undefined
  const files = new Map(entries.map((it) => [it.name, it.bytes]))
  const record = recordOf(files)
  const wanted = record ? namesFor(record) : []
  const good =
    entries.length === wanted.length &&
    wanted.every((name, nth) => entries[nth]?.name === name) &&
    files.get(names.mimetype)?.toString() === containerType &&
    files.get(names.readMe)?.toString() === readMe
  return good ? files : undefined
}

function sidesOf(record: EvidenceRecord): Set<Side> {
  return new Set(parts.filter((it) => partOf(record, it)).map(sideOf))
}

function covered(files: Files) {
  const apart: string[] = [names.mimetype, manifestName, stampName]
  return [...files].flatMap(([name, bytes]) => (apart.includes(name) ? [] : [{ name, bytes }]))
}

/** What a file in canonical JSON says; undefined when it is not. */
function jsonOf<Fact>(files: Files, name: string): Fact | undefined {
  const bytes = files.get(name) as Buffer
  try {
    const fact = JSON.parse(bytes.toString()) as Fact
    return Buffer.from(canonical(fact)).equals(bytes) ? fact : undefined
  } catch {
    return undefined
  }
}

function recordOf(files: Files): EvidenceRecord | undefined {
  const record = files.has(names.record) ? jsonOf<EvidenceRecord>(files, names.record) : undefined
  const whole = record && !Number.isNaN(Date.parse(record.at)) && partOf(record, 'request')
  return whole ? record : undefined
}

/** The certificates of a side, leaf first; undefined when the file holds anything else. */
function chainOf(files: Files, side: Side): Buffer[] | undefined {
  const text = files.get(certificatesName(side))?.toString() ?? ''
  const chain = certificatesIn(text)
  return chain.length > 0 && chain.map(pem).join('') === text ? chain : undefined
}

function readSigned(files: Files, part: Part, record: EvidenceRecord) {
  const at = signedNames(part)
  const [base, raw, der] = [at.base, at.raw, at.der].map((it) => files.get(it)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const [leaf] = chainOf(files, sideOf(part)) ?? []
  const said = partOf(record, part)
  if (!leaf || !said) return undefined
  const verifies =
    raw.toString('base64url') === said.signature &&
    ecdsaSignature(raw).equals(der) &&
    sha256(base).toString('base64url') === said.digest &&
    sha256(leaf).toString('base64url') === keyOf(record, part) &&
    isSignedWith(leaf, base, raw)
  return { base: base.toString(), verifies }
}

function keyOf(record: EvidenceRecord, part: Part): string | null {
  return sideOf(part) === 'request' ? record.requestKey : record.responseKey
}

export function isSignedWith(certificate: Buffer, base: Buffer, raw: Buffer): boolean {
  try {
    const { publicKey } = new X509Certificate(certificate)
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    return verify('sha256', base, { key, dsaEncoding: 'ieee-p1363' }, raw)
  } catch {
    return false
  }
}

/** Does what was signed say the same as the record? */
function agrees(part: Part, base: string, record: EvidenceRecord): boolean {
  const lines = new Map(
    base.split('\n').map((it) => {
      const at = it.indexOf(': ')
      return [it.slice(0, at), it.slice(at + 2)] as const
    }),
  )
  const params = parseSignatureParams(lines.get('"@signature-params"') ?? '')
  if (!params || params.keyId !== keyOf(record, part)) return false
  const same = (name: string, value: string): boolean => lines.get(name) === value
  const bound = (name: string, signature: string | null): boolean =>
    same(name, `:${Buffer.from(signature ?? '', 'base64url').toString('base64')}:`)
  const toRequest = () => bound('"signature";req;key="ndc"', record.requestSignature)
  if (part === 'request-body') return bound('"signature";key="ndc"', record.requestSignature)
  if (part === 'response-body') {
    return bound('"signature";key="ndc"', record.responseSignature) && toRequest()
  }
  if (!same('"x-road-id"', record.xRoadId)) return false
  if (part === 'response') return same('"@status"', String(record.status)) && toRequest()
  return (
    same('"x-road-client"', record.client) &&
    same('"x-road-request-id"', record.requestId) &&
    same('"ndc-grant"', record.grant) &&
    same('"ndc-purpose"', record.purpose) &&
    `${lines.get('"@path"') ?? ''}/`.startsWith(`/r1/${record.service}/`)
  )
}

function isInBatch(files: Files, record: EvidenceRecord, batch: BatchHead): boolean {
  const found = jsonOf<{ index: number; path: unknown[] }>(files, names.path)
  if (!found || !Array.isArray(found.path)) return false
  const path = found.path.map((it) => Buffer.from(String(it), 'hex'))
  if (!pathBytes(found.index, path).equals(files.get(names.path) as Buffer)) return false
  const root = rootAbove(leafOf(record), found.index, batch.size, path)
  return root?.toString('hex') === batch.root
}
