import type { Blockchain } from '#blockchain'
import type { Identity } from '#identity'
import type { Purpose } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { Kernel, Room } from '#kernel/system'
import type { Population } from '#population'
import type { TrustServices } from '#trust-services'
import { openChecking } from './checking.ts'
import { openCredentials } from './credentials.ts'
import { checkRoutes } from './http/checks.ts'
import { credentialRoutes } from './http/credentials.ts'
import { documentRoutes } from './http/documents.ts'
import { presentationRoutes, walletRoutes } from './http/presentations.ts'
import { revocationRoutes } from './http/revocations.ts'
import { typeRoutes } from './http/types.ts'
import { type Issuing, openIssuing } from './issuing.ts'
import { issueDocument } from './jobs/issue-document.ts'
import { sweepExpired } from './jobs/sweep-expired.ts'
import type { Needs } from './needs.ts'
import { openPresentations } from './presentations.ts'
import { openStatusLists } from './status-lists.ts'
import { idsOfCase } from './storage/documents.ts'
import type { Schema } from './storage/schema.ts'
import { openVerifying } from './verifying.ts'

/** The door of digital documents. */
export type Documents = Room & {
  /** Orders a document in the caller's transaction; it is signed by a job after the commit. */
  order: Issuing['order']
  /** The documents that a case has led to, once they are signed. */
  ofCase(caseId: Id<'case'>): Promise<Id<'document'>[]>
}

const purposes: Record<string, Purpose> = {
  'documents.own': {
    words: { vi: 'Dùng giấy tờ điện tử của mình', en: 'Using my own documents' },
    basis: 'Luật Giao dịch điện tử 20/2023/QH15',
  },
  'documents.verification': {
    words: { vi: 'Kiểm tra giấy tờ do chủ giấy tờ xuất trình', en: 'Being shown a document' },
    basis: 'Sự đồng ý của chủ thể dữ liệu (Luật 91/2025/QH15)',
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
  const center = () => centerOf(identity)
  const issuing = openIssuing({ ...own, ...rooms })
  const verifying = openVerifying(own)
  const needs: Needs = {
    kernel,
    db,
    blockchain,
    issuing,
    credentials: openCredentials(own),
    checking: openChecking(own),
    presentations: openPresentations({ ...own, verifying, center }),
    statusLists: openStatusLists({ ...own, center }),
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
      await app.register(presentationRoutes(needs))
      await app.register(walletRoutes(needs))
    },
    jobs: {
      'issue-document': issueDocument(issuing),
      'sweep-expired': sweepExpired(kernel, db),
    },
    order: issuing.order,
    ofCase: (caseId) => idsOfCase(db, caseId),
  }
}

/** The center itself as an organisation: its keys sign status lists and requests. */
async function centerOf(identity: Identity): Promise<{ id: string; name: string }> {
  const [found] = await identity.organisations({ kind: 'data-center' })
  return found
    ? { id: found.id, name: found.name.vi }
    : { id: 'data-center', name: 'Trung tâm Dữ liệu quốc gia' }
}
