import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Needs } from '../needs.ts'
import { findCase } from '../storage/cases.ts'
import { findNotice } from '../storage/notices.ts'

/**
 * Writes the letter of a notice, when the person has an address. A letter may go out twice when
 * the process dies in between; both bear the same Message-ID, so mail programs show one.
 */
export function sendLetter({ kernel, db, mail, population }: Needs): Job {
  return {
    maxAttempts: 12,
    async run({ noticeId }: { noticeId: Id<'notice'> }) {
      const notice = await findNotice(db, noticeId)
      if (!notice) return
      const it = await findCase(db, notice.caseId)
      const own = it?.applicantId === notice.personId ? it.answers['email'] : undefined
      const address =
        typeof own === 'string' ? own : (await population.person(notice.personId))?.email
      if (!address) return
      await mail.send({
        id: notice.id,
        to: address,
        subject: 'Thông báo hồ sơ dịch vụ công · Your public-service case',
        text: `${notice.words.vi}\n\n${notice.words.en}\n\n${kernel.publicUrl}/public-services/cases/${notice.caseId}\n`,
      })
    },
  }
}
