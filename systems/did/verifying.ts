import { createHash, type KeyObject, verify as verifySignature, X509Certificate } from 'node:crypto'
import { SDJwtInstance } from '@sd-jwt/core'
import { importJWK, type JWK, jwtVerify } from 'jose'
import type { Documents } from '#documents'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { TrustServices } from '#trust-services'
import { areAllReferenced } from './domain/disclosure.ts'

/** One thing that was looked at in an answer, in plain words. */
export type Finding = {
  readonly about:
    | 'issuer'
    | 'integrity'
    | 'holder'
    | 'freshness'
    | 'type'
    | 'time'
    | 'status'
    | 'claims'
  readonly outcome: 'passed' | 'failed' | 'caution'
  readonly words: Words
}

export type Expected = {
  readonly vct: string
  readonly claims: readonly string[]
  readonly nonce: string
  /** Whom the holder must have answered: the client id of the request. */
  readonly audience: string
}

export type Found = {
  readonly findings: readonly Finding[]
  readonly claims: Readonly<Record<string, unknown>>
  readonly issuer: string | null
}

type Needs = { kernel: Kernel; documents: Documents; trustServices: TrustServices }

const maxAgeSeconds = 300
const clockToleranceSeconds = 60

/**
 * Checks an SD-JWT VC with key binding (RFC 9901, section 7.3), and all that libraries leave to
 * their callers: issuer's chain, type, audience, freshness, holder's key, validity, status, and
 * that what was shown is what was asked for.
 */
export function openVerifying({ kernel, documents, trustServices }: Needs) {
  const { clock } = kernel

  async function statusOf(payload: Record<string, unknown>): Promise<Finding> {
    const list = (
      payload['status'] as { status_list?: { idx?: unknown; uri?: unknown } } | undefined
    )?.status_list
    if (typeof list?.uri !== 'string' || typeof list.idx !== 'number') return said.statusUnknown
    const status = await documents.statusOf(list.uri, list.idx)
    if (!status) return said.statusUnknown
    return status === 'valid' ? said.statusValid : said.statusEnded
  }

  async function issuerOf(token: string): Promise<{ key: KeyObject; name: string } | undefined> {
    const header = decodePart(token.split('.')[0])
    const x5c = header?.['x5c']
    if (header?.['alg'] !== 'ES256' || header['typ'] !== 'dc+sd-jwt' || !Array.isArray(x5c)) {
      return undefined
    }
    const leaf = Buffer.from(String(x5c[0]), 'base64')
    const seen = await trustServices.recognise(leaf, 'issuer', clock.now())
    return seen && { key: new X509Certificate(leaf).publicKey, name: seen.name }
  }

  return {
    async verify(token: string, expected: Expected): Promise<Found> {
      const issuer = await issuerOf(token).catch(() => undefined)
      if (!issuer) return { findings: [said.issuerUnknown], claims: {}, issuer: null }
      const payload = await disclosed(token, issuer.key)
      if (!payload) return { findings: [said.changed], claims: {}, issuer: issuer.name }
      const now = Math.floor(clock.now().getTime() / 1000)
      const shown = Object.keys(payload).filter((it) => !registered.has(it))
      const missing = expected.claims.filter((it) => !(it in payload))
      const findings: Finding[] = [
        said.issuerKnown(issuer.name),
        said.unchanged,
        payload['vct'] === expected.vct ? said.typeRight : said.typeWrong,
        ...(await holderFindings(token, payload, expected, now)),
        typeof payload['exp'] === 'number' && payload['exp'] > now ? said.inTime : said.outOfTime,
        await statusOf(payload),
        missing.length === 0 ? said.claimsThere : said.claimsMissing,
      ]
      const claims = Object.fromEntries(shown.map((it) => [it, payload[it]]))
      return { findings, claims, issuer: issuer.name }
    },
  }
}

export type Verifying = ReturnType<typeof openVerifying>

const registered = new Set(['iss', 'iat', 'exp', 'nbf', 'vct', 'cnf', 'status', '_sd', '_sd_alg'])

/** The payload with what was disclosed, or undefined when the signature or a digest is wrong. */
async function disclosed(
  token: string,
  key: KeyObject,
): Promise<Record<string, unknown> | undefined> {
  const instance = new SDJwtInstance({
    hasher: (data: string | ArrayBuffer) =>
      createHash('sha256')
        .update(typeof data === 'string' ? data : new Uint8Array(data))
        .digest(),
    hashAlg: 'sha-256',
    verifier: async (data: string, signature: string) =>
      verifySignature(
        'sha256',
        Buffer.from(data, 'latin1'),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
  })
  const shown = token.slice(0, token.lastIndexOf('~') + 1)
  if (!areAllReferenced(shown)) return undefined
  try {
    const { payload } = await instance.verify(shown)
    return payload as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** The holder signed this answer, for this verifier, just now, with the key in the credential. */
async function holderFindings(
  token: string,
  payload: Record<string, unknown>,
  expected: Expected,
  now: number,
): Promise<Finding[]> {
  const jwk = (payload['cnf'] as { jwk?: JWK } | undefined)?.jwk
  const binding = token.slice(token.lastIndexOf('~') + 1)
  if (!jwk || binding === '') return [said.holderUnproven]
  try {
    const key = await importJWK(jwk, 'ES256')
    const { payload: kb } = await jwtVerify(binding, key, {
      typ: 'kb+jwt',
      algorithms: ['ES256'],
      audience: expected.audience,
      currentDate: new Date(now * 1000),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['iat', 'nonce', 'sd_hash'],
    })
    const hash = createHash('sha256')
      .update(token.slice(0, token.lastIndexOf('~') + 1), 'latin1')
      .digest('base64url')
    if (kb['sd_hash'] !== hash) return [said.holderUnproven]
    const fresh =
      kb['nonce'] === expected.nonce &&
      typeof kb.iat === 'number' &&
      kb.iat >= now - maxAgeSeconds &&
      kb.iat <= now + clockToleranceSeconds
    return [said.holderProven, fresh ? said.fresh : said.stale]
  } catch {
    return [said.holderUnproven]
  }
}

function decodePart(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const finding = (
  about: Finding['about'],
  outcome: Finding['outcome'],
  vi: string,
  en: string,
): Finding => ({ about, outcome, words: { vi, en } })

const said = {
  issuerKnown: (name: string) => finding('issuer', 'passed', `Do ${name} ký`, `Signed by ${name}`),
  issuerUnknown: finding(
    'issuer',
    'failed',
    'Không rõ cơ quan cấp, hoặc cơ quan đó không được tin cậy',
    'The issuer is unknown or not trusted',
  ),
  unchanged: finding('integrity', 'passed', 'Không bị sửa đổi từ khi cấp', 'Unchanged since issue'),
  changed: finding('integrity', 'failed', 'Đã bị sửa đổi sau khi cấp', 'Changed after issue'),
  typeRight: finding('type', 'passed', 'Đúng loại giấy tờ được hỏi', 'The document asked for'),
  typeWrong: finding(
    'type',
    'failed',
    'Không đúng loại giấy tờ được hỏi',
    'Not the document asked for',
  ),
  holderProven: finding(
    'holder',
    'passed',
    'Người xuất trình giữ chính chiếc ví được cấp giấy này',
    'Shown from the wallet it was issued to',
  ),
  holderUnproven: finding(
    'holder',
    'failed',
    'Không chứng minh được người xuất trình là chủ giấy tờ',
    'It is not proven that the holder showed it',
  ),
  fresh: finding(
    'freshness',
    'passed',
    'Xuất trình ngay lúc này, cho bạn',
    'Shown now, and to you',
  ),
  stale: finding(
    'freshness',
    'failed',
    'Là câu trả lời cũ hoặc dành cho người khác',
    'An old answer, or one for somebody else',
  ),
  inTime: finding('time', 'passed', 'Còn thời hạn', 'Within its validity'),
  outOfTime: finding('time', 'failed', 'Đã hết hạn', 'Expired'),
  statusValid: finding('status', 'passed', 'Chưa bị thu hồi', 'Not revoked'),
  statusEnded: finding('status', 'failed', 'Đã bị thu hồi hoặc tạm dừng', 'Revoked or suspended'),
  statusUnknown: finding(
    'status',
    'failed',
    'Không kiểm tra được tình trạng thu hồi',
    'It cannot be checked whether it was revoked',
  ),
  claimsThere: finding(
    'claims',
    'passed',
    'Có đủ thông tin được hỏi',
    'All that was asked for is there',
  ),
  claimsMissing: finding(
    'claims',
    'caution',
    'Người xuất trình đã giữ lại một số thông tin',
    'The holder kept some of what was asked for',
  ),
}
