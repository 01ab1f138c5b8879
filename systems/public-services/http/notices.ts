import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import { NoticeList } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { listNotices, markRead } from '../storage/notices.ts'
import { applicantOf } from './cases.ts'

/** /notices — what a person is told about their cases. */
export function noticeRoutes({ kernel, db }: Needs): Routes {
  const access = { person: { level: 1 as const }, purpose: 'public-services.case' }
  return async (app) => {
    app.get(
      '/notices',
      {
        config: { access },
        schema: {
          operationId: 'noticeList',
          summary: 'What I was told, newest first',
          response: { 200: NoticeList },
        },
      },
      async (request) => {
        const { items, unread } = await listNotices(
          db,
          applicantOf(request).personId,
          pageSize.default,
        )
        return {
          unread,
          items: items.map(({ id, kind, caseId, words, at, read }) => ({
            id,
            kind,
            caseId,
            words,
            at: at.toISOString(),
            read,
          })),
        }
      },
    )

    app.post(
      '/notices/read',
      {
        config: { access },
        schema: { operationId: 'noticeRead', summary: 'Mark all notices as read' },
      },
      async (request, reply) => {
        await markRead(db, applicantOf(request).personId, kernel.clock.now())
        return reply.code(204).send()
      },
    )
  }
}
