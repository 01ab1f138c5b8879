import type { Routes } from '#kernel/system'
import { AuditSealsQuery, AuditSealsView } from '../contract.ts'
import type { Needs } from '../needs.ts'

const sealsAtOnce = 20

/** /audit/seals — whether the book of uses of personal data is as it was sealed. */
export function auditRoutes({ kernel }: Needs): Routes {
  return async (app) => {
    app.get(
      '/audit/seals',
      {
        config: {
          access: {
            official: ['operator'],
            purpose: 'data-center.operation',
            limitPerMinute: 60,
          },
        },
        schema: {
          operationId: 'auditSealList',
          summary: 'Seals of the audit book, newest first: do their records still fit?',
          querystring: AuditSealsQuery,
          response: { 200: AuditSealsView },
        },
      },
      async ({ query: { before } }) => {
        const seals = await kernel.audit.checkSeals(
          sealsAtOnce,
          before === undefined ? undefined : BigInt(before),
        )
        return {
          items: seals.map(({ lastId, records, fits }) => ({
            lastId: String(lastId),
            records,
            fits,
          })),
          more: seals.length === sealsAtOnce,
        }
      },
    )
  }
}
