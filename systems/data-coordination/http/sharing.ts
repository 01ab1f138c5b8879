import { addDays, civilDateOf, daysBetween, startOf } from '#kernel/civil-date'
import type { Routes } from '#kernel/system'
import { languageOf, type Words } from '#kernel/words'
import { everyOfficial } from '../callers.ts'
import { SharingView } from '../contract-reports.ts'
import { csvLine } from '../domain/sharing.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { listMeasured, listSilent, listUnanswered } from '../storage/sharing.ts'

const measuredDays = 30

/** /sharing — who does not share what others could have of them. */
export function sharingRoutes(needs: ExchangeNeeds): Routes {
  return async (app) => {
    app.get(
      '/sharing',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'sharingGet',
          summary: 'Registers without services, requests without answer, promises not kept',
          response: { 200: SharingView },
        },
      },
      () => report(needs),
    )

    app.get(
      '/sharing.csv',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'sharingTable',
          summary: 'The report of who does not share, as a table (CSV, UTF-8)',
        },
      },
      async (request, reply) => {
        const language = languageOf(request.headers['accept-language'])
        const say = (words: Words) => words[language]
        const { silent, unanswered, below } = await report(needs)
        const lines = [
          heads.map(say),
          ...silent.map((it) => [say(kinds.silent), say(it.member), it.code, say(it.name), '']),
          ...unanswered.map((it) => {
            return [say(kinds.unanswered), say(it.owner), it.code, say(it.title), it.daysLate]
          }),
          ...below.map((it) => {
            return [say(kinds.below), say(it.owner), it.code, say(it.title), it.measured]
          }),
        ]
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="sharing.csv"')
          .send(`\ufeff${lines.map(csvLine).join('')}`)
      },
    )
  }
}

const heads: readonly Words[] = [
  { vi: 'Vấn đề', en: 'Matter' },
  { vi: 'Cơ quan', en: 'Agency' },
  { vi: 'Mã', en: 'Code' },
  { vi: 'Tên', en: 'Name' },
  { vi: 'Số ngày quá hạn hoặc tỷ lệ đạt (%)', en: 'Days late, or percent reached' },
]

const kinds = {
  silent: { vi: 'Chưa công bố dịch vụ dữ liệu', en: 'Publishes no data service' },
  unanswered: { vi: 'Chưa trả lời yêu cầu đúng hạn', en: 'Has not answered a request in time' },
  below: { vi: 'Dưới mức cam kết', en: 'Below its promise' },
}

async function report({ kernel: { clock }, db }: ExchangeNeeds): Promise<SharingView> {
  const now = clock.now()
  const today = civilDateOf(now)
  const unanswered = await listUnanswered(db, now)
  const measured = await listMeasured(db, startOf(addDays(today, 1 - measuredDays)))
  return {
    on: today,
    silent: await listSilent(db),
    unanswered: unanswered.map(({ dueAt, ...it }) => ({
      ...it,
      // The last moment of the day that it was due on.
      daysLate: daysBetween(civilDateOf(new Date(dueAt.getTime() - 1)), today),
    })),
    below: measured.flatMap(({ count, failed, ...it }) => {
      const share = Math.floor(((count - failed) / count) * 100_000) / 1_000
      return count > 0 && share < it.promised ? [{ ...it, measured: share }] : []
    }),
  }
}
