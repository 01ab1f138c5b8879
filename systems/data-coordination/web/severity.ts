import type { Words } from '#kernel/words'

/** What becomes of data that breaks a rule. */
export const severityWords: Readonly<Record<string, Words>> = {
  note: { vi: 'ghi nhận', en: 'note' },
  warning: { vi: 'cảnh báo', en: 'warning' },
  blocking: { vi: 'chặn công bố', en: 'blocks publication' },
}
