import { ask } from './center.ts'
import { type Command, facts, say, sayJson } from './terminal.ts'

type Seal = { readonly lastId: string; readonly records: number; readonly fits: boolean }

export const auditCommands: Readonly<Record<string, Command>> = {
  'audit check': {
    usage: 'audit check',
    words: {
      vi: 'Kiểm tra sổ truy cập dữ liệu cá nhân có còn đúng như khi niêm phong (người vận hành)',
      en: 'Check that the audit book is still as it was sealed (operators)',
    },
    options: [],
    takes: [0, 0],
    async run(told) {
      const seals: Seal[] = []
      for (let more = true; more; ) {
        const before = seals.at(-1)?.lastId
        const query = before === undefined ? '' : `?before=${before}`
        const page = await ask(told, `/api/data-center/v1/audit/seals${query}`, { asPerson: true })
        seals.push(...page.items)
        more = page.more && page.items.length > 0
      }
      const differing = seals.filter((it) => !it.fits)
      const records = seals.reduce((sum, it) => sum + it.records, 0)
      const sealedUpTo = seals[0]?.lastId ?? null
      if (told.json) sayJson({ seals: seals.length, records, sealedUpTo, differing })
      else show(told.language === 'vi', seals, differing, records)
      return differing.length === 0 ? 0 : 1
    },
  },
}

function show(vi: boolean, seals: readonly Seal[], differing: readonly Seal[], records: number) {
  say(
    facts([
      [vi ? 'Niêm phong' : 'Seals', String(seals.length)],
      [vi ? 'Bản ghi' : 'Records', String(records)],
      [vi ? 'Đến bản ghi số' : 'Sealed up to record', seals[0]?.lastId ?? '0'],
    ]),
  )
  for (const it of differing) {
    say(
      vi
        ? `✘ ${it.records} bản ghi đến số ${it.lastId} đã bị sửa hoặc xóa sau khi niêm phong.`
        : `✘ Of the ${it.records} records up to ${it.lastId}, some were changed or removed since.`,
    )
  }
  if (differing.length > 0) say(vi ? 'SỔ ĐÃ BỊ SỬA.' : 'THE BOOK WAS CHANGED.')
  else say(vi ? 'Sổ nguyên vẹn đến niêm phong mới nhất.' : 'The book is whole up to its last seal.')
}
