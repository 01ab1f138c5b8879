import { sha256 } from '#kernel/digest'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { Authority, Order } from './authority.ts'
import { ecdsaSignature } from './domain/der.ts'
import { cms } from './domain/oids.ts'
import { signedAttributes, signedData } from './domain/signed-data.ts'
import { type Agency, agencySubject, officialSubject } from './domain/subject.ts'
import { imprintOf } from './domain/time-stamp.ts'
import { openPdf } from './pdf/file.ts'
import { MalformedPdf } from './pdf/parser.ts'
import { addValidationData } from './pdf/security-store.ts'
import { type Appearance, prepareSignature } from './pdf/signature-field.ts'
import type { Revocations } from './revocation.ts'
import { openSignatureLog, type SignatureEntry } from './storage/signatures.ts'
import type { TimeStamping } from './time-stamping.ts'
import type { Unit, Units } from './units.ts'

/** An official as a signer: their key works for one agency. */
export type Official = {
  readonly accountId: string
  readonly personId: Id<'person'>
  readonly name: string
  readonly organisation: Agency
}

/** The proof that a person wanted this signature. */
export type Activation = {
  /** SHA-256 of what was shown to them. */
  readonly shownDigest: Buffer
  /** Their confirmation with an authenticator, kept by the room that keeps accounts. */
  readonly confirmationId: string
}

export type Signer =
  | { readonly kind: 'agency'; readonly organisation: Agency }
  | { readonly kind: 'official'; readonly official: Official; readonly activation: Activation }

export type PdfOrder = {
  /** A complete PDF file, unsigned or signed by others before. */
  readonly pdf: Buffer
  readonly signer: Signer
  /** What the caller calls it, such as the id of a document; stands in the log of signatures. */
  readonly reference: string
  readonly reason?: string
  readonly location?: string
  /** A field that waits for this signature. */
  readonly field?: string
  /** On a file that is signed already, only a field that waits may show something. */
  readonly appearance?: Appearance
}

export type SignedPdf = {
  readonly pdf: Buffer
  /** The serial number of the signer's certificate. */
  readonly certificate: string
  readonly signedAt: Date
}

export type KeyPurpose = 'credential' | 'request' | 'configuration'

const keyProfiles = {
  credential: 'issuer',
  request: 'verifier',
  configuration: 'configuration',
} as const

/** A key of an agency that signs JWS; the certificates go into `x5c`. */
export type SigningKey = {
  readonly alg: 'ES256'
  /** The certificate and those above it, without the root, in DER. */
  readonly certificateChain: readonly Buffer[]
  /** The serial number of the certificate. */
  readonly certificate: string
  /** The signature over bytes (JWS signing input), as r ‖ s; it is entered in the log. */
  sign(data: Uint8Array, reference: string): Promise<Buffer>
}

export type Signing = ReturnType<typeof openSigning>

/** Bytes beside the certificates: attributes, signatures, the token's own structure. */
const roomBeside = 1_800

export function openSigning(
  kernel: Kernel,
  parts: {
    authority: Authority
    units: Units
    revocations: Revocations
    timeStamping: TimeStamping
  },
) {
  const { clock, secrets } = kernel
  const { authority, units, revocations, timeStamping } = parts
  const log = openSignatureLog(kernel)
  const pseudonymKey = secrets.derive('trust-services.pseudonym')

  const sealOrder = (organisation: Agency): Order => ({
    profile: 'seal',
    holder: `organisation:${organisation.id}`,
    subject: agencySubject(organisation),
  })

  function officialOrder({ accountId, personId, name, organisation }: Official): Order {
    const pseudonym = sha256(Buffer.concat([pseudonymKey, Buffer.from(accountId)]))
    return {
      profile: 'person',
      holder: `account:${accountId}@${organisation.id}`,
      personId,
      subject: officialSubject(name, organisation, `NDC-${pseudonym.toString('hex', 0, 10)}`),
    }
  }

  const orderOf = (signer: Signer): Order =>
    signer.kind === 'agency' ? sealOrder(signer.organisation) : officialOrder(signer.official)

  function keyOrder(organisation: Agency, purpose: KeyPurpose): Order {
    const { hostname, origin } = new URL(kernel.publicUrl)
    return {
      profile: keyProfiles[purpose],
      holder: `organisation:${organisation.id}`,
      subject: agencySubject(organisation),
      names: { dns: [hostname], uris: [origin] },
    }
  }

  /** A certificate that proves to be revoked is not kept at hand any longer. */
  async function enter(entry: SignatureEntry): Promise<void> {
    try {
      await log.enter(entry)
    } catch (error) {
      units.forget()
      throw error
    }
  }

  async function listsAbove(unit: Unit): Promise<Buffer[]> {
    const lists = await Promise.all(
      unit.above
        .slice(1)
        .map(({ subjectKeyIdentifier }) =>
          revocations.listOf(subjectKeyIdentifier?.toString('hex') ?? ''),
        ),
    )
    return lists.flatMap((it) => it?.der ?? [])
  }

  /** Answers and lists about both chains, made after the time-stamp, so that they speak of it. */
  async function validationData(signer: Unit, stamper: Unit) {
    const [own, stamps] = [await revocations.evidence(signer), await revocations.evidence(stamper)]
    const certificates = [...signer.above, ...stamper.above, own.responder, stamps.responder]
    return {
      certificates: distinct(certificates.map((it) => it.bytes)),
      answers: [own.response, stamps.response],
      lists: distinct([...(await listsAbove(signer)), ...(await listsAbove(stamper))]),
    }
  }

  return {
    /** The seal of an agency: made at the first call, and again when it is due. */
    ensureSealFor: (organisation: Agency) => authority.ensure(sealOrder(organisation)),

    /** The certificate of an official. */
    ensureCertificateFor: (official: Official) => authority.ensure(officialOrder(official)),

    /**
     * Signs a PDF as PAdES-B-LT (EN 319 142-1): signature, time-stamp, and all that is needed to
     * validate both later. Throws a `Problem` when the file cannot be signed or the signer may not.
     */
    async signPdf(order: PdfOrder): Promise<SignedPdf> {
      const { pdf, signer, reference, ...look } = order
      const [unit, stamper] = [await units.of(orderOf(signer)), await timeStamping.unit()]
      const signedAt = clock.now()
      const prepared = readably(() =>
        prepareSignature(openPdf(pdf), {
          ...look,
          subFilter: 'ETSI.CAdES.detached',
          room: roomBeside + lengthOf(unit.chain) + lengthOf(stamper.chain),
          at: signedAt,
          name: unit.certificate.subject.commonName ?? '',
        }),
      )
      const attributes = signedAttributes(cms.data, prepared.digest, unit.block)
      const signature = await unit.sign(attributes)
      const imprint = imprintOf(sha256(ecdsaSignature(signature)))
      const timeStamp = await timeStamping.stamp(imprint)
      await enter({
        at: signedAt,
        serial: unit.issued.serial,
        alsoGood: stamper.issued.serial,
        kind: 'pdf',
        digest: prepared.digest,
        reference,
        ...(signer.kind === 'official' && { activation: signer.activation }),
      })
      const sealed = prepared.seal(
        signedData({
          signer: unit.block,
          attributes,
          signature,
          withCertificates: true,
          timeStamp,
        }),
      )
      const data = await validationData(unit, stamper)
      return {
        pdf: addValidationData(openPdf(sealed), data),
        certificate: unit.issued.serial,
        signedAt,
      }
    },

    /**
     * Adds a document time-stamp (level B-LTA): what is proven today stays proven when today's
     * certificates have ended.
     */
    async archivePdf(pdf: Buffer): Promise<Buffer> {
      const stamper = await timeStamping.unit()
      const prepared = readably(() =>
        prepareSignature(openPdf(pdf), {
          subFilter: 'ETSI.RFC3161',
          room: roomBeside + lengthOf(stamper.chain),
        }),
      )
      const sealed = prepared.seal(await timeStamping.stamp(imprintOf(prepared.digest)))
      return addValidationData(openPdf(sealed), await validationData(stamper, stamper))
    },

    /** The key with which an agency signs credentials, requests to wallets, or configurations. */
    async keyFor(organisation: Agency, purpose: KeyPurpose): Promise<SigningKey> {
      const order = keyOrder(organisation, purpose)
      const { issued, chain } = await units.of(order)
      return {
        alg: 'ES256',
        certificateChain: chain,
        certificate: issued.serial,
        async sign(data, reference) {
          const unit = await units.of(order)
          const bytes = Buffer.from(data)
          const signature = await unit.sign(bytes)
          await enter({
            at: clock.now(),
            serial: unit.issued.serial,
            kind: 'jws',
            digest: sha256(bytes),
            reference,
          })
          return signature
        },
      }
    },
  }
}

function lengthOf(chain: readonly Buffer[]): number {
  return chain.reduce((sum, it) => sum + it.length, 0)
}

function distinct(items: readonly Buffer[]): Buffer[] {
  return [...new Map(items.map((it) => [it.toString('latin1'), it])).values()]
}

function readably<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof MalformedPdf)) throw error
    throw new Problem(422, 'trust-services.pdf-not-signable', {
      vi: 'Không thể ký tệp PDF này vì cấu trúc của tệp không hợp lệ hoặc tệp đã được mã hoá.',
      en: `This PDF file cannot be signed: ${error.message}.`,
    })
  }
}
