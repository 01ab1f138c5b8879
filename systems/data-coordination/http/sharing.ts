import { addDays, civilDateOf, daysBetween, startOf } from '#kernel/civil-date'
import type { Routes } from '#kernel/system'
import { languageOf, type Words } from '#kernel/words'
import { everyOfficial } from '../callers.ts'
import { SharingView } from '../contract-reports.ts'
import { type AskedReason, csvLine, whyAsked } from '../domain/sharing.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { findHolder, listMeasured, listSilent, listUnanswered } from '../storage/sharing.ts'

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
          summary:
            'Registers without services, late answers, promises not kept, people asked needlessly',
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
        const { silent, unanswered, below, asked } = await report(needs)
        const lines = [
          heads.map(say),
          ...silent.map((it) => [say(kinds.silent), say(it.member), it.code, say(it.name), '']),
          ...unanswered.map((it) => {
            return [say(kinds.unanswered), say(it.owner), it.code, say(it.title), it.daysLate]
          }),
          ...below.map((it) => {
            return [say(kinds.below), say(it.owner), it.code, say(it.title), it.measured]
          }),
          ...asked.map((it) => {
            const who = `${say(it.publicService)}: ${say(it.what)} (${say(askedFor[it.reason])})`
            return [say(kinds.asked), say(it.owner), it.code, who, it.times]
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
  { vi: 'Số ngày quá hạn, tỷ lệ đạt (%) hoặc số lần', en: 'Days late, percent reached, or times' },
]

const kinds = {
  silent: { vi: 'Chưa công bố dịch vụ dữ liệu', en: 'Publishes no data service' },
  unanswered: { vi: 'Chưa trả lời yêu cầu đúng hạn', en: 'Has not answered a request in time' },
  below: { vi: 'Dưới mức cam kết', en: 'Below its promise' },
  asked: { vi: 'Vẫn hỏi người dân dù dữ liệu đã có', en: 'Asked of people though it exists' },
}

const askedFor: Record<AskedReason, Words> = {
  'not-asked': { vi: 'chưa hỏi cơ quan', en: 'the agency is not asked' },
  'no-grant': { vi: 'chưa được cấp quyền', en: 'no grant' },
  'agency-away': { vi: 'cơ quan không trả lời', en: 'the agency did not answer' },
}

async function report(needs: ExchangeNeeds): Promise<SharingView> {
  const { db } = needs
  const now = needs.kernel.clock.now()
  const today = civilDateOf(now)
  const since = startOf(addDays(today, 1 - measuredDays))
  const unanswered = await listUnanswered(db, now)
  const measured = await listMeasured(db, since)
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
    asked: await listAsked(needs, since),
  }
}

const mostAsked = 1_000

/** What people were asked for that a service of the catalogue tells, most often first. */
async function listAsked(
  { db, askedAnyway }: ExchangeNeeds,
  since: Date,
): Promise<SharingView['asked']> {
  const found: SharingView['asked'] = []
  for (const it of (await askedAnyway(since)).slice(0, mostAsked)) {
    const holder = await findHolder(db, it)
    if (!holder) continue
    const { hadGrant, ...held } = holder
    found.push({
      ...held,
      publicService: it.publicService,
      what: it.what,
      times: it.times,
      lastOn: civilDateOf(it.lastAt),
      reason: whyAsked(it.wasAsked, hadGrant),
    })
  }
  return found.toSorted((a, b) => b.times - a.times)
}
