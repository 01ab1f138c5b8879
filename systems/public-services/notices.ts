import type { Transaction } from 'kysely'
import { civilDateOf, writtenDate } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { ProcedureEntry } from './domain/procedure.ts'
import type { Case } from './storage/cases.ts'
import { insertNotice } from './storage/notices.ts'
import type { Schema } from './storage/schema.ts'

export type NoticeKind =
  | 'submitted'
  | 'consent-asked'
  | 'consent-declined'
  | 'returned'
  | 'refused'
  | 'completed'
  | 'revoked'

type Said = (it: Case, entry: ProcedureEntry) => Words

const said: Record<NoticeKind, Said> = {
  submitted: ({ dossierNumber, dueAt }, { title }) => {
    const due = dueAt ? writtenDate(civilDateOf(dueAt)) : ''
    return {
      vi: `Hồ sơ ${dossierNumber} (${title.vi}) đã được tiếp nhận, hẹn trả kết quả ngày ${due}.`,
      en: `Case ${dossierNumber} (${title.en}) was received; the answer is due on ${due}.`,
    }
  },
  'consent-asked': (_, { title }) => ({
    vi: `Bạn được mời xác nhận trong một hồ sơ: ${title.vi}.`,
    en: `You are asked to confirm in a case: ${title.en}.`,
  }),
  'consent-declined': (_, { title }) => ({
    vi: `Người được mời đã từ chối xác nhận trong hồ sơ ${title.vi}. Bạn có thể sửa và gửi lại.`,
    en: `The person asked has declined to confirm in your case: ${title.en}. You can change and send it again.`,
  }),
  returned: ({ dossierNumber }) => ({
    vi: `Hồ sơ ${dossierNumber} cần bổ sung. Mở hồ sơ để xem cần làm gì.`,
    en: `Case ${dossierNumber} needs to be completed. Open it to see what to do.`,
  }),
  refused: ({ dossierNumber }) => ({
    vi: `Hồ sơ ${dossierNumber} bị từ chối. Mở hồ sơ để xem lý do.`,
    en: `Case ${dossierNumber} was refused. Open it to see why.`,
  }),
  revoked: ({ dossierNumber }, { outcome }) => ({
    vi: `Giấy tờ cấp theo hồ sơ ${dossierNumber} (${outcome.vi}) đã bị thu hồi. Mở giấy tờ để xem lý do.`,
    en: `The document of case ${dossierNumber} (${outcome.en}) was revoked. Open it to see why.`,
  }),
  completed: ({ dossierNumber }, { outcome }) => ({
    vi: `Hồ sơ ${dossierNumber} đã có kết quả: ${outcome.vi}. Giấy tờ đã ký số nằm trong ví của bạn.`,
    en: `Case ${dossierNumber} is decided: ${outcome.en}. The signed document is in your wallet.`,
  }),
}

/**
 * Tells a person about a case, in the transaction of the move that it is about: a line in the
 * portal, and a job that writes the letter.
 *
 * @returns A function (tx, case, kind, procedure, to whom; the applicant when unsaid).
 */
export function notices({ clock, jobs }: Kernel) {
  return async (
    tx: Transaction<Schema>,
    it: Case,
    kind: NoticeKind,
    entry: ProcedureEntry,
    personId: Id<'person'> = it.applicantId,
  ): Promise<void> => {
    const at = clock.now()
    const id = newId('notice', at)
    const words = said[kind](it, entry)
    await insertNotice(tx, { id, personId, caseId: it.id, kind, words, at })
    await jobs.ask(tx, 'public-services.send-letter', { noticeId: id }, { key: id })
  }
}
