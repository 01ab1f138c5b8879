import type { Actor, Purpose } from '#kernel/access'
import type { Tx } from '#kernel/database'
import { sha256 } from '#kernel/digest'
import type { Kernel, Room } from '#kernel/system'
import { openAuthority } from './authority.ts'
import { type Certified, certify, type KeyElsewhere } from './certify.ts'
import type { ValidationReport } from './contract.ts'
import type { ProfileName } from './domain/profile.ts'
import { imprintOf } from './domain/time-stamp.ts'
import { answerRoutes } from './http/answers.ts'
import { authorityRoutes } from './http/authority.ts'
import { certificateRoutes } from './http/certificates.ts'
import { publicationRoutes } from './http/publications.ts'
import { validationRoutes } from './http/validations.ts'
import { destroyKeys } from './jobs/destroy-keys.ts'
import { publishLists } from './jobs/publish-lists.ts'
import { renewCertificates, renewUnits } from './jobs/renew-certificates.ts'
import { openKeys } from './keys/keys.ts'
import { openRootFolder } from './keys/root-folder.ts'
import { openSealedKeys } from './keys/sealed.ts'
import { openTokenKeys } from './keys/token.ts'
import type { Needs } from './needs.ts'
import { type Recognised, recognise } from './recognition.ts'
import { openRevocations, type Revocations } from './revocation.ts'
import { openRootActs } from './root-acts.ts'
import { openSigning, type Signing } from './signing.ts'
import type { Schema } from './storage/schema.ts'
import { openTimeStamping } from './time-stamping.ts'
import { openUnits } from './units.ts'
import { openValidation } from './validation/report.ts'

/** The door of the trust services. */
export type TrustServices = Room &
  Signing & {
    /** Revokes in the caller's transaction. A root is not revoked. */
    revoke: Revocations['revoke']
    /** A certificate for a TLS server or a program whose key stays with it. */
    certify(order: KeyElsewhere): Promise<Certified>
    /** The authorities' certificates (DER), roots first. */
    authorities(): Promise<Buffer[]>
    /** An RFC 3161 token over a SHA-256 digest. */
    timeStamp(digest: Buffer): Promise<Buffer>
    /** Recognises a certificate (DER) of this center that is good at an instant. */
    recognise(der: Buffer, profile: ProfileName, at: Date): Promise<Recognised | undefined>
    /** What a signed PDF proves at an instant. Asks no address that stands in the file. */
    validatePdf(pdf: Buffer, at: Date): Promise<ValidationReport>
  }

export type TrustServicesConfig = {
  readonly url: string
  readonly pkcs11Module: string
  readonly pkcs11Token: string
  readonly pkcs11Pin: string
}

const purposes: Record<string, Purpose> = {
  'trust-services.operation': {
    words: {
      vi: 'Vận hành hệ thống chứng thực chữ ký số',
      en: 'Operation of the signature authority',
    },
    basis: 'Luật Giao dịch điện tử 20/2023/QH15; Nghị định 23/2025/NĐ-CP',
  },
  'trust-services.certificates': {
    words: {
      vi: 'Cấp chứng thư chữ ký số cho người có thẩm quyền',
      en: 'Certificates for officials who sign',
    },
    basis: 'Luật Giao dịch điện tử 20/2023/QH15',
  },
}

export function openTrustServices(kernel: Kernel, config: TrustServicesConfig): TrustServices {
  const { clock, secrets } = kernel
  const db = kernel.database.room<Schema>('trust-services')
  const token = config.pkcs11Module
    ? openTokenKeys({
        module: config.pkcs11Module,
        token: config.pkcs11Token,
        pin: config.pkcs11Pin,
      })
    : undefined
  const keys = openKeys(db, clock, { sealed: openSealedKeys(secrets), ...(token && { token }) })
  const root = openRootFolder(kernel.dataDir, secrets)
  const authority = openAuthority(kernel, db, keys, root, config.url || kernel.publicUrl)
  const units = openUnits(clock, authority, keys)
  const revocations = openRevocations(kernel, db, authority, units)
  const timeStamping = openTimeStamping(kernel, units)
  const rootActs = openRootActs(kernel, db, root, authority, revocations)
  const renew = () => renewUnits(authority, revocations, timeStamping)
  const validate = openValidation(db, authority)
  const signing = openSigning(kernel, { authority, units, revocations, timeStamping })
  const needs: Needs = {
    kernel,
    db,
    authority,
    revocations,
    timeStamping,
    rootActs,
    validate,
  }

  return {
    name: 'trust-services',
    title: { vi: 'Chữ ký số và dấu thời gian', en: 'Digital signatures and time-stamps' },
    purposes,
    routes: async (app) => {
      await app.register(publicationRoutes(needs))
      await app.register(answerRoutes(needs))
      await app.register(certificateRoutes(needs))
      await app.register(authorityRoutes(needs))
      await app.register(validationRoutes(needs))
    },
    jobs: {
      'publish-lists': publishLists(authority, revocations, rootActs),
      'renew-certificates': renewCertificates(renew),
      'destroy-keys': destroyKeys(db, keys, clock),
    },
    async start() {
      await db.transaction().execute((own) => authority.establish(own))
      authority.forget()
      await rootActs.begin()
      await renew()
      // Better to hear now that the sealed keys do not open than at the first document.
      await timeStamping.stamp(imprintOf(sha256('start')))
      await revocations.publishDue()
      await rootActs.doDue()
    },
    ...signing,
    revoke: (tx: Tx, serial, reason, actor: Actor) => revocations.revoke(tx, serial, reason, actor),
    certify: (order) => certify(authority, order),
    async authorities() {
      const all = await authority.authorities()
      const roots = all.filter((it) => it.profile === 'root')
      return [...roots, ...all.filter((it) => it.profile !== 'root')].map((it) => it.der)
    },
    timeStamp: (digest) => timeStamping.stamp(imprintOf(digest)),
    recognise: (der, profile, at) => recognise(db, der, profile, at),
    validatePdf: validate,
  }
}

export type { Certified, KeyElsewhere } from './certify.ts'
export type { CheckView, SignatureReport, ValidationReport } from './contract.ts'
export type { Reason } from './domain/revocation.ts'
export type { Agency } from './domain/subject.ts'
export type { Appearance } from './pdf/signature-field.ts'
export { type Body, composePdf, streamBody } from './pdf/writer.ts'
export type {
  Activation,
  KeyPurpose,
  Official,
  PdfOrder,
  SignedPdf,
  Signer,
  SigningKey,
} from './signing.ts'
