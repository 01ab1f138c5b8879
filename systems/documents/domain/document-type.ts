/**
 * The types of documents, as data: which claims a document makes, under which names its credential
 * carries them, and how its page is laid out. Everything else about documents is one program.
 */
import { birthCertificate } from './birth-certificate.ts'
import type { DocumentType } from './claim.ts'
import { residenceConfirmation } from './residence-confirmation.ts'

const types = new Map([residenceConfirmation, birthCertificate].map((it) => [it.code, it] as const))

export const documentTypes: readonly DocumentType[] = [...types.values()]

export function documentType(code: string): DocumentType {
  const found = types.get(code)
  if (!found) throw new Error(`There is no document type "${code}".`)
  return found
}
