import type { AskedAnyway } from '#data-coordination'
import type { Documents } from '#documents'
import type { Mail } from '#engines/mail'
import type { Identity } from '#identity'
import type { Purpose } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import type { Kernel, Room } from '#kernel/system'
import type { Population } from '#population'
import { askedAnyway } from './asked-anyway.ts'
import { openAsking } from './asking.ts'
import { openCasework } from './casework.ts'
import { openDeciding } from './deciding.ts'
import type { BirthNotice } from './domain/birth.ts'
import { openEnquiring } from './enquiring.ts'
import { birthNoticeRoutes } from './http/birth-notices.ts'
import { caseMoveRoutes, caseRoutes } from './http/cases.ts'
import { catalogueRoutes } from './http/catalogue.ts'
import { consentRoutes } from './http/consents.ts'
import { decisionRoutes } from './http/decisions.ts'
import { evidenceRoutes } from './http/evidence.ts'
import { noticeRoutes } from './http/notices.ts'
import { queueRoutes } from './http/queue.ts'
import { askAgency, askDueAgencies } from './jobs/ask-agency.ts'
import { sendLetter } from './jobs/send-letter.ts'
import type { Needs } from './needs.ts'
import { openServices } from './services.ts'
import { insertBirthNotice } from './storage/birth-notices.ts'
import type { Schema } from './storage/schema.ts'
import { openUploads } from './uploads.ts'

/** The door of online public services. */
export type PublicServices = Room & {
  /** Takes in a birth notice as a hospital's system would send it. */
  receiveBirthNotice(notice: Omit<BirthNotice, 'id' | 'issuedOn'>, clientId: string): Promise<void>
  /** What applicants had to give since an instant though an agency holds it. */
  askedAnyway(since: Date): Promise<readonly AskedAnyway[]>
}

type Around = {
  mail: Mail
  /**
   * Where the gateway of public services takes calls; undefined while it does not run. Unset where
   * there is none: then no agency is asked.
   */
  gatewayUrl?: (() => string | undefined) | undefined
}

type Rooms = { population: Population; identity: Identity; documents: Documents }

const purposes: Record<string, Purpose> = {
  'public-services.case': {
    words: { vi: 'Thực hiện thủ tục hành chính của bạn', en: 'Your own public-service case' },
    basis: 'Nghị định 118/2025/NĐ-CP về thực hiện thủ tục hành chính',
  },
  'public-services.decision': {
    words: { vi: 'Giải quyết hồ sơ thủ tục hành chính', en: 'Deciding a public-service case' },
    basis: 'Luật Cư trú 68/2020/QH14; Luật Hộ tịch 60/2014/QH13',
  },
  'public-services.birth-notice': {
    words: { vi: 'Cơ sở y tế gửi giấy chứng sinh', en: 'A hospital sends a birth notice' },
    basis: 'Luật Hộ tịch 60/2014/QH13, điều 16',
  },
}

export function openPublicServices(
  kernel: Kernel,
  { population, identity, documents, mail, gatewayUrl }: Rooms & Around,
): PublicServices {
  const db = kernel.database.room<Schema>('public-services')
  const ask = gatewayUrl && openAsking(gatewayUrl)
  const enquiring = openEnquiring({ kernel, db, population, askAgency: ask })
  const services = openServices(kernel, population, enquiring)
  const needs: Needs = {
    kernel,
    db,
    mail,
    population,
    identity,
    documents,
    services,
    enquiring,
    casework: openCasework(kernel, db, services, { identity, population, enquiring }),
    deciding: openDeciding({ kernel, db, services, identity, documents }),
    uploads: openUploads(kernel, db),
  }
  kernel.events.subscribe(
    'public-services',
    'documents.document-issued',
    async (own, event: { body: { caseId: Id<'case'> } }) => {
      await needs.deciding.complete(own, event.body.caseId)
    },
  )
  kernel.events.subscribe(
    'public-services',
    'documents.document-revoked',
    async (own, event: { body: { caseId: Id<'case'> } }) => {
      await needs.deciding.revoked(own, event.body.caseId)
    },
  )
  return {
    name: 'public-services',
    title: { vi: 'Dịch vụ công trực tuyến', en: 'Online public services' },
    purposes,
    routes: async (app) => {
      await app.register(catalogueRoutes(needs))
      await app.register(caseRoutes(needs))
      await app.register(caseMoveRoutes(needs))
      await app.register(evidenceRoutes(needs))
      await app.register(consentRoutes(needs))
      await app.register(queueRoutes(needs))
      await app.register(decisionRoutes(needs))
      await app.register(noticeRoutes(needs))
      await app.register(birthNoticeRoutes(needs))
    },
    jobs: {
      'send-letter': sendLetter(needs),
      'ask-agency': askAgency(needs),
      'ask-due-agencies': askDueAgencies(needs),
    },
    askedAnyway: (since) => askedAnyway(db, services, since),
    async receiveBirthNotice(notice, clientId) {
      const now = kernel.clock.now()
      const id = newId('birth-notice', now)
      await insertBirthNotice(db, { ...notice, id, clientId, issuedOn: civilDateOf(now) })
    },
  }
}
