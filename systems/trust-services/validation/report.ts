import type { Kysely } from 'kysely'
import { sha256 } from '#kernel/digest'
import type { Words } from '#kernel/words'
import type { Authority } from '../authority.ts'
import type { SignatureReport, ValidationReport } from '../contract.ts'
import type { Certificate } from '../domain/certificate-reader.ts'
import { Malformed } from '../domain/der-reader.ts'
import { readSignedData } from '../domain/signed-data-reader.ts'
import { openPdf, type PdfFile } from '../pdf/file.ts'
import { MalformedPdf } from '../pdf/parser.ts'
import { readValidationData } from '../pdf/security-store.ts'
import { type PdfSignature, readSignatures } from '../pdf/signatures.ts'
import { findCertificates } from '../storage/certificates.ts'
import type { Schema } from '../storage/schema.ts'
import { readCertificates } from './chain.ts'
import { type Known, readEvidence } from './revocation-status.ts'
import { reportSignatures } from './signature.ts'
import type { Grounds } from './time-stamp.ts'

/** Signatures looked at in one file. */
const maxSignatures = 20

/** Validates signed PDF files. Nothing is fetched from any address that stands in them. */
export function openValidation(db: Kysely<Schema>, authority: Authority) {
  /** What this center knows of its own certificates among these. */
  async function knownAmong(certificates: readonly Certificate[]): Promise<Known> {
    const ours = await findCertificates(db, [...new Set(certificates.map((it) => it.serial))])
    return (it) => ours.find(({ der }) => der.equals(it.bytes))
  }

  return async (pdf: Buffer, at: Date): Promise<ValidationReport> => {
    const base = {
      validatedAt: at.toISOString(),
      sha256: sha256(pdf).toString('hex'),
      bytes: pdf.length,
    }
    const read = readFile(pdf)
    if (!read) return { ...base, verdict: 'unreadable', words: unreadable, signatures: [] }
    const { file, signatures } = read
    const own = await authority.authorities()
    const roots = own.filter((it) => it.profile === 'root')
    const held = readValidationData(file)
    const inside = signatures.map(carriedBy)
    const certificates = readCertificates([
      ...own.map((it) => it.der),
      ...held.certificates,
      ...inside.flatMap((it) => it.certificates),
    ])
    const grounds: Grounds = {
      roots: readCertificates(roots.map((it) => it.der)),
      certificates,
      evidence: readEvidence(
        [...held.answers, ...inside.flatMap((it) => it.answers)],
        [...held.lists, ...inside.flatMap((it) => it.lists)],
      ),
      known: await knownAmong(certificates),
    }
    const reports = reportSignatures(file, signatures, at, grounds)
    return { ...base, ...summaryOf(reports), signatures: reports }
  }
}

function readFile(pdf: Buffer): { file: PdfFile; signatures: PdfSignature[] } | undefined {
  try {
    const file = openPdf(pdf)
    return { file, signatures: readSignatures(file, maxSignatures) }
  } catch (error) {
    if (error instanceof MalformedPdf) return undefined
    throw error
  }
}

const nothing = { certificates: [], answers: [], lists: [] }

/** Certificates and revocation data inside the signature and its time-stamps. */
function carriedBy(signature: PdfSignature) {
  if (signature.flaw !== undefined) return nothing
  try {
    const data = readSignedData(signature.contents)
    const stamps = data.timeStamps.flatMap((token) => {
      try {
        return readSignedData(token).certificates
      } catch (error) {
        if (error instanceof Malformed) return []
        throw error
      }
    })
    return {
      certificates: [...data.certificates, ...stamps],
      answers: data.carried.answers,
      lists: [...data.carried.lists, ...data.lists],
    }
  } catch (error) {
    if (error instanceof Malformed) return nothing
    throw error
  }
}

const unreadable: Words = {
  vi: 'Không đọc được tệp: tệp không phải PDF, bị hỏng hoặc đã được mã hoá.',
  en: 'The file cannot be read: it is no PDF, it is damaged, or it is encrypted.',
}

function summaryOf(
  reports: readonly SignatureReport[],
): Pick<ValidationReport, 'verdict' | 'words'> {
  const signed = reports.filter((it) => it.kind === 'signature')
  const all = signed.length > 0 ? signed : reports
  const worst =
    all.find((it) => it.indication === 'TOTAL-FAILED') ??
    all.find((it) => it.indication === 'INDETERMINATE')
  if (all.length === 0) {
    return {
      verdict: 'unsigned',
      words: {
        vi: 'Tài liệu không có chữ ký số.',
        en: 'The document bears no digital signature.',
      },
    }
  }
  if (worst) {
    const verdict = worst.indication === 'TOTAL-FAILED' ? 'failed' : 'indeterminate'
    return { verdict, words: worst.words }
  }
  return {
    verdict: 'passed',
    words: {
      vi: 'Mọi chữ ký trên tài liệu đều hợp lệ và nội dung còn nguyên vẹn.',
      en: 'Every signature on the document is valid, and the content is intact.',
    },
  }
}
