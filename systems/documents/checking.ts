import type { Kysely } from 'kysely'
import { civilDateOf } from '#kernel/civil-date'
import { sha256 } from '#kernel/digest'
import type { Kernel } from '#kernel/system'
import { maskName, maskNumber } from '#population'
import type { TrustServices } from '#trust-services'
import type { CheckView, FileCheckView } from './contract.ts'
import { documentType } from './domain/document-type.ts'
import { valueAt } from './domain/writing.ts'
import { type Document, findByCode, findByDigest } from './storage/documents.ts'
import type { Schema } from './storage/schema.ts'

export type Standing = 'valid' | 'expired' | 'revoked'

/** How a document stands on a day. */
export function standingOf(it: Document, today: string): Standing {
  if (it.state === 'revoked') return 'revoked'
  return it.validUntil !== null && it.validUntil < today ? 'expired' : 'valid'
}

type Needs = { kernel: Kernel; db: Kysely<Schema>; trustServices: TrustServices }

/** What a stranger may find out: by the code on a document, or from the signed file itself. */
export function openChecking({ kernel: { clock }, db, trustServices }: Needs) {
  function view(it: Document): CheckView {
    const type = documentType(it.type)
    return {
      title: type.title,
      number: it.number,
      agency: it.agencyName,
      signer: it.signerName,
      state: standingOf(it, civilDateOf(clock.now())),
      issuedAt: (it.issuedAt ?? it.orderedAt).toISOString(),
      validUntil: it.validUntil,
      revokedAt: it.revokedAt?.toISOString() ?? null,
      revocation: it.revocation?.words ?? null,
      masked: type.masked.flatMap((from) => {
        const claim = type.claims.find((found) => found.from === from)
        const value = valueAt(it.claims, from)
        if (!claim || typeof value !== 'string') return []
        const masked = from === 'number' ? maskNumber(value) : maskName(value)
        return [{ name: claim.name, words: claim.words, value: { vi: masked, en: masked } }]
      }),
    }
  }

  return {
    async byCode(code: string): Promise<CheckView | undefined> {
      const it = await findByCode(db, code)
      return it && it.state !== 'ordered' ? view(it) : undefined
    },

    async file(pdf: Buffer): Promise<FileCheckView> {
      const report = await trustServices.validatePdf(pdf, clock.now())
      const it = await findByDigest(db, sha256(pdf))
      const document = it ? view(it) : null
      return { report, document, verdict: verdictOf(report.verdict, document) }
    },
  }
}

export type Checking = ReturnType<typeof openChecking>

function verdictOf(
  verdict: FileCheckView['report']['verdict'],
  document: CheckView | null,
): FileCheckView['verdict'] {
  if (verdict === 'unreadable' || verdict === 'unsigned') return verdict
  if (verdict === 'failed') return 'changed'
  if (!document || verdict !== 'passed') return 'signed-by-others'
  return document.state === 'valid' ? 'genuine' : document.state
}
