import type { Documents } from '#documents'
import type { Identity } from '#identity'
import type { Purpose } from '#kernel/access'
import type { Kernel, Room } from '#kernel/system'
import type { TrustServices } from '#trust-services'
import { presentationRoutes, walletRoutes } from './http/presentations.ts'
import { sweepExpired } from './jobs/sweep-expired.ts'
import type { Needs } from './needs.ts'
import { openPresentations } from './presentations.ts'
import type { Schema } from './storage/schema.ts'
import { openVerifying } from './verifying.ts'

/** The door of decentralised identification. */
export type Did = Room

const purposes: Record<string, Purpose> = {
  'did.verification': {
    words: { vi: 'Kiểm tra giấy tờ do chủ giấy tờ xuất trình', en: 'Being shown a document' },
    basis: 'Sự đồng ý của chủ thể dữ liệu (Luật 91/2025/QH15)',
  },
}

type Rooms = { identity: Identity; trustServices: TrustServices; documents: Documents }

export function openDid(kernel: Kernel, rooms: Rooms): Did {
  const { identity, documents } = rooms
  const db = kernel.database.room<Schema>('did')
  const verifying = openVerifying({ kernel, ...rooms })
  const center = () => identity.center()
  const needs: Needs = {
    kernel,
    db,
    documents,
    presentations: openPresentations({ kernel, db, ...rooms, verifying, center }),
  }
  return {
    name: 'did',
    title: { vi: 'Định danh phi tập trung', en: 'Decentralised identification' },
    purposes,
    routes: async (app) => {
      await app.register(presentationRoutes(needs))
      await app.register(walletRoutes(needs))
    },
    jobs: { 'sweep-expired': sweepExpired(kernel, db) },
  }
}
