import type { Blockchain } from '#blockchain'
import type { Identity } from '#identity'
import type { Purpose } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { Kernel, Room } from '#kernel/system'
import type { Population } from '#population'
import type { TrustServices } from '#trust-services'
import { openChecking } from './checking.ts'
import { openCredentials } from './credentials.ts'
import type { DocumentType } from './domain/claim.ts'
import { documentType, documentTypes } from './domain/document-type.ts'
import { written } from './domain/writing.ts'
import { checkRoutes } from './http/checks.ts'
import { credentialRoutes } from './http/credentials.ts'
import { documentRoutes } from './http/documents.ts'
import { revocationRoutes } from './http/revocations.ts'
import { typeRoutes } from './http/types.ts'
import { type Issuing, openIssuing } from './issuing.ts'
import { issueDocument } from './jobs/issue-document.ts'
import { sweepExpired } from './jobs/sweep-expired.ts'
import type { Needs } from './needs.ts'
import { openStatusLists, type StatusLists } from './status-lists.ts'
import { idsOfCase } from './storage/documents.ts'
import type { Schema } from './storage/schema.ts'

/** The door of digital documents. */
export type Documents = Room & {
  /** Orders a document in the caller's transaction; it is signed by a job after the commit. */
  order: Issuing['order']
  /** The documents that a case has led to, once they are signed. */
  ofCase(caseId: Id<'case'>): Promise<Id<'document'>[]>
  /** What documents there are, and the claims that each makes. */
  readonly types: readonly DocumentType[]
  type(code: string): DocumentType
  /** A claim as people read it. */
  written: typeof written
  /** The status behind a credential's reference; undefined where it is no list of this center. */
  statusOf: StatusLists['statusOf']
}

const purposes: Record<string, Purpose> = {
  'documents.own': {
    words: { vi: 'Dùng giấy tờ điện tử của mình', en: 'Using my own documents' },
    basis: 'Luật Giao dịch điện tử 20/2023/QH15',
  },
  'documents.status': {
    words: { vi: 'Thu hồi giấy tờ hết giá trị', en: 'Ending a document' },
    basis: 'Luật Giao dịch điện tử 20/2023/QH15; Thông tư 55/2021/TT-BCA, điều 17',
  },
}

type Rooms = {
  identity: Identity
  population: Population
  trustServices: TrustServices
  blockchain: Blockchain
}

export function openDocuments(kernel: Kernel, rooms: Rooms): Documents {
  const { trustServices, identity, blockchain } = rooms
  const db = kernel.database.room<Schema>('documents')
  const own = { kernel, db, trustServices }
  const statusLists = openStatusLists({ ...own, center: identity.center })
  const issuing = openIssuing({ ...own, ...rooms })
  const needs: Needs = {
    kernel,
    db,
    blockchain,
    issuing,
    credentials: openCredentials(own),
    checking: openChecking(own),
    statusLists,
  }
  kernel.events.subscribe(
    'documents',
    'population.person-moved',
    async (tx, event: { body: { personId: Id<'person'> } }) =>
      issuing.endResidenceConfirmations(tx, event.body.personId),
  )
  return {
    name: 'documents',
    title: { vi: 'Giấy tờ điện tử', en: 'Digital documents' },
    purposes,
    routes: async (app) => {
      await app.register(typeRoutes())
      await app.register(documentRoutes(needs))
      await app.register(credentialRoutes(needs))
      await app.register(revocationRoutes(needs))
      await app.register(checkRoutes(needs))
    },
    jobs: {
      'issue-document': issueDocument(issuing),
      'sweep-expired': sweepExpired(kernel, db),
    },
    order: issuing.order,
    ofCase: (caseId) => idsOfCase(db, caseId),
    types: documentTypes,
    type: documentType,
    written,
    statusOf: statusLists.statusOf,
  }
}

export type { Claim, ClaimKind, DocumentType } from './domain/claim.ts'
