import type { Kysely, Transaction } from 'kysely'
import type { Blockchain } from '#blockchain'
import type { Identity, Organisation } from '#identity'
import type { Actor } from '#kernel/access'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { join, type Tx } from '#kernel/database'
import { sha256 } from '#kernel/digest'
import { type Id, newId, newSecret } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Population } from '#population'
import type { TrustServices } from '#trust-services'
import { documentType } from './domain/document-type.ts'
import { drawDocument } from './pdf/document-page.ts'
import { openStencil } from './pdf/stencil.ts'
import {
  type Document,
  findDocument,
  insertOrder,
  listValid,
  markIssued,
  markRevoked,
  nextNumber,
  type Revocation,
} from './storage/documents.ts'
import { digestOfPdf, savePdf } from './storage/pdfs.ts'
import type { Schema } from './storage/schema.ts'
import { setStatusOf } from './storage/status-lists.ts'

/** What a decision orders. A case orders one document of a type for one holder, once. */
export type Order = {
  readonly caseId: Id<'case'>
  readonly type: string
  readonly holderId: Id<'person'>
  readonly keeperIds: readonly Id<'person'>[]
  readonly claims: Readonly<Record<string, unknown>>
  readonly validUntil: CivilDate | null
  readonly organisationId: Id<'organisation'>
  /** The account of the official who decided and whose key signs. */
  readonly signerId: Id<'account'>
  /** The official's confirmation, and the digest of what was shown to them. */
  readonly confirmation: { readonly id: Id<'confirmation'>; readonly digest: Buffer }
}

type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  identity: Identity
  population: Population
  trustServices: TrustServices
  blockchain: Blockchain
}

/** How documents come to be, and how they end. */
export function openIssuing(needs: Needs) {
  const { kernel, db, identity, population, trustServices, blockchain } = needs
  const { clock, audit, events, jobs } = kernel

  /** Rendering, signing and time-stamping: outside any transaction, and harmless when repeated. */
  async function makePdf(it: Document) {
    const type = documentType(it.type)
    const organisation = await agencyOf(it)
    const above = organisation.parentId && (await identity.organisation(organisation.parentId))
    const signedAt = clock.now()
    const gazetteer = await population.gazetteer()
    const place = organisation.unitCode ? gazetteer.commune(organisation.unitCode) : undefined
    const drawn = drawDocument({
      type,
      claims: { ...it.claims, validUntil: it.validUntil },
      number: it.number,
      agency: {
        above: above ? above.name.vi : '',
        name: it.agencyName,
        place: place?.split(',')[0] ?? '',
      },
      signer: it.signerName,
      signedAt,
      checkUrl: `${kernel.publicUrl}/documents/check/${it.code}`,
      id: sha256(it.id).subarray(0, 16),
    })
    const account = await identity.account(it.signerId)
    if (!account) throw new Error('The account of the signer is gone.')
    return trustServices.signPdf({
      pdf: drawn.pdf,
      reference: it.id,
      reason: type.title.vi,
      appearance: drawn.appearance,
      signer: {
        kind: 'official',
        official: {
          accountId: it.signerId,
          personId: account.personId,
          name: it.signerName,
          organisation: { id: organisation.id, name: organisation.name.vi },
        },
        activation: {
          shownDigest: it.confirmation.digest,
          confirmationId: it.confirmation.id,
        },
      },
    })
  }

  async function agencyOf(it: Document): Promise<Organisation> {
    const organisation = await identity.organisation(it.organisationId)
    if (!organisation) throw new Error('The organisation of a document is gone.')
    return organisation
  }

  async function revoke(
    own: Transaction<Schema>,
    it: Document,
    revocation: Revocation,
    actor: Actor,
  ): Promise<void> {
    await markRevoked(own, it.id, revocation, clock.now())
    await setStatusOf(own, it.id, 'invalid')
    const digest = await digestOfPdf(own, it.id)
    if (digest) {
      const id = newId('revocation', clock.now())
      await blockchain.anchor(own, 'revocations', [{ id, digest }])
    }
    await audit.record(own, actor, [
      {
        room: 'documents',
        operation: 'documentRevoke',
        subjectId: it.holderId,
        fields: [it.type],
        outcome: 'changed',
      },
    ])
    await events.publish(own, 'documents.document-revoked', {
      documentId: it.id,
      caseId: it.caseId,
    })
  }

  return {
    /** Orders a document in the caller's transaction; it is made and signed by a job after it. */
    order(tx: Tx, order: Order, actor: Actor): Promise<void> {
      return join<Schema, void>(tx, 'documents', async (own) => {
        const type = documentType(order.type)
        const organisation = await identity.organisation(order.organisationId)
        if (!organisation) throw new Error('The organisation of an order is unknown.')
        const now = clock.now()
        const year = civilDateOf(now).slice(0, 4)
        const prefix = `${order.organisationId}.${order.type}.${year}`
        const serial = await nextNumber(own, prefix)
        const id = newId('document', now)
        const added = await insertOrder(own, {
          ...order,
          id,
          number: `${serial}/${year}/${type.numberSuffix}-${organisation.unitCode ?? 'TW'}`,
          agencyName: organisation.name.vi,
          signerName: actor.name.split(' · ')[0] ?? actor.name,
          code: newSecret(16),
          state: 'ordered',
          orderedAt: now,
          issuedAt: null,
          revokedAt: null,
          revocation: null,
        })
        if (!added) return
        await jobs.ask(own, 'documents.issue-document', { documentId: id }, { key: id })
      })
    },

    /** Makes, signs and keeps the document of an order; done again, it changes nothing. */
    async issue(id: Id<'document'>): Promise<void> {
      const it = await findDocument(db, id)
      if (it?.state !== 'ordered') return
      const signed = await makePdf(it)
      const { prefix, digest: stencil } = openStencil()
      await db.transaction().execute(async (tx) => {
        const locked = await findDocument(tx, id, 'for update')
        if (locked?.state !== 'ordered') return
        const digest = sha256(signed.pdf)
        await blockchain.anchor(tx, 'documents', [{ id, digest }])
        await savePdf(tx, {
          documentId: id,
          stencil: { digest: stencil, bytes: prefix },
          rest: signed.pdf.subarray(prefix.length),
          sha256: digest,
          certificate: signed.certificate,
        })
        await markIssued(tx, id, signed.signedAt)
        await events.publish(tx, 'documents.document-issued', { documentId: id, caseId: it.caseId })
      })
    },

    /** Ends a document and all its copies. Ended before, it stays as it is. */
    async revokeById(id: Id<'document'>, revocation: Revocation, actor: Actor): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const it = await findDocument(tx, id, 'for update')
        if (it?.state === 'issued') await revoke(tx, it, revocation, actor)
      })
    },

    /** A confirmation of residence ends when its holder moves (55/2021/TT-BCA, art. 17). */
    async endResidenceConfirmations(own: Transaction<Schema>, holderId: Id<'person'>) {
      const actor: Actor = {
        kind: 'system',
        id: 'documents',
        name: 'NDC',
        purpose: 'documents.status',
        basis: kernel.purposes.get('documents.status')?.basis ?? '',
        requestId: '',
      }
      for (const it of await listValid(own, holderId, 'residence-confirmation')) {
        const words = { vi: 'Nơi cư trú đã thay đổi', en: 'The residence has changed' }
        await revoke(own, it, { words, by: 'NDC' }, actor)
      }
    },
  }
}

export type Issuing = ReturnType<typeof openIssuing>
