import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckedLog, Verified } from '#data-coordination/inspection'
import { codeOf } from '#kernel/problem'
import type { Language } from '#kernel/words'
import { needed, plainly } from './gateway.ts'
import { type Command, Failure, facts, say, sayJson } from './terminal.ts'

/** Loaded when it is asked for: other commands need not wait for it. */
const inspection = () => import('#data-coordination/inspection')

export const evidenceCommands: Readonly<Record<string, Command>> = {
  'evidence export': {
    usage: 'evidence export X-ROAD-ID --data DIR [--archive DIR] [--out DIR]',
    words: {
      vi: 'Xuất bằng chứng của một lần trao đổi thành tệp .asice',
      en: 'Write the proof of an exchange into a file (.asice)',
    },
    options: ['data', 'archive', 'out'],
    takes: [1, 1],
    async run(told) {
      const { exportArchived, exportProofs } = await inspection()
      const [folder, id] = [needed(told, 'data'), told.words[0] ?? '']
      const archive = told.options.get('archive')
      const found = await plainly(() =>
        archive === undefined
          ? exportProofs(folder, id)
          : exportArchived(folder, String(archive), id),
      )
      const written = found.map(({ name, bytes }) => {
        const file = join(String(told.options.get('out') ?? '.'), name)
        writeNew(file, bytes)
        return file
      })
      if (told.json) sayJson({ files: written })
      else for (const it of written) say(it)
      return 0
    },
  },

  'evidence verify': {
    usage: 'evidence verify FILE --root root.pem [--tsa root.pem]',
    words: {
      vi: 'Kiểm tra tệp bằng chứng, không cần mạng: ai hỏi, ai trả lời, lúc nào',
      en: 'Check a proof without a network: who asked, who answered, when',
    },
    options: ['root', 'tsa'],
    takes: [1, 1],
    async run(told) {
      const file = read(told.words[0] ?? '')
      const root = read(needed(told, 'root')).toString()
      const tsa = told.options.get('tsa')
      const { verifyProof } = await inspection()
      const found = await plainly(() =>
        verifyProof(file, root, tsa === undefined ? undefined : read(String(tsa)).toString()),
      )
      if (told.json) sayJson(found)
      else showVerified(told.language, found)
      return found.good ? 0 : 1
    },
  },

  'evidence check': {
    usage: 'evidence check --data DIR | --archive DIR --tsa root.pem',
    words: {
      vi: 'Đối chiếu toàn bộ nhật ký của cổng với các dấu thời gian',
      en: 'Check the whole log of a gateway against its time-stamps',
    },
    options: ['data', 'archive', 'tsa'],
    takes: [0, 0],
    async run(told) {
      const tsa = told.options.get('tsa')
      const archive = told.options.get('archive')
      const { checkArchive, checkFolder, rootsIn } = await inspection()
      const found = await plainly(() => {
        const roots = tsa === undefined ? undefined : rootsIn(read(String(tsa)).toString())
        return archive === undefined
          ? checkFolder(needed(told, 'data'), roots)
          : checkArchive(String(archive), roots ?? rootsIn(read(needed(told, 'tsa')).toString()))
      })
      if (told.json) sayJson(found)
      else showChecked(told.language, found)
      return found.faults.length === 0 ? 0 : 1
    },
  },
}

function showVerified(language: Language, { good, steps, record, signers, provenAt }: Verified) {
  const vi = language === 'vi'
  for (const it of steps) say(`${it.good ? '✔' : '✘'} ${it.words[language]}`)
  say('')
  if (good && record) {
    say(
      facts([
        [vi ? 'Bên hỏi' : 'Client', `${record.client} · ${signers.request ?? ''}`],
        [vi ? 'Dịch vụ' : 'Service', `${record.service} · ${signers.response ?? '—'}`],
        [vi ? 'Mục đích' : 'Purpose', record.purpose],
        [vi ? 'Kết quả' : 'Status', String(record.status ?? '—')],
        [vi ? 'Lúc' : 'At', record.at],
        [vi ? 'Có trước' : 'Existed before', provenAt?.toISOString() ?? '—'],
        ['X-Road-Id', record.xRoadId],
      ]),
    )
    say('')
  }
  if (good) say(vi ? 'Bằng chứng đúng.' : 'The proof is good.')
  else say(vi ? 'BẰNG CHỨNG KHÔNG ĐÚNG.' : 'THE PROOF IS NOT GOOD.')
}

function showChecked(language: Language, it: CheckedLog): void {
  const vi = language === 'vi'
  say(
    facts([
      [vi ? 'Bản ghi' : 'Records', String(it.records)],
      [vi ? 'Lô' : 'Batches', String(it.batches)],
      [vi ? 'Chờ dấu thời gian' : 'Without time-stamp', String(it.unstamped)],
      [vi ? 'Dấu mới nhất' : 'Newest time-stamp', it.newestStampAt?.toISOString() ?? '—'],
    ]),
  )
  say('')
  for (const { number, xRoadId, words } of it.faults) {
    say(`✘ ${number}: ${words[language]}${xRoadId === undefined ? '' : ` (${xRoadId})`}`)
  }
  if (it.faults.length > 0) say(vi ? 'NHẬT KÝ ĐÃ BỊ SỬA.' : 'THE LOG WAS CHANGED.')
  else say(vi ? 'Nhật ký nguyên vẹn.' : 'The log is whole.')
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const why = codeOf(error) ?? ''
    throw new Failure(2, {
      vi: `Không đọc được tệp ${path} (${why}).`,
      en: `The file ${path} cannot be read (${why}).`,
    })
  }
}

function writeNew(path: string, bytes: Buffer): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx' })
  } catch (error) {
    const why = codeOf(error) ?? ''
    throw new Failure(1, {
      vi: `Không ghi được tệp ${path} (${why}).`,
      en: `The file ${path} cannot be written (${why}).`,
    })
  }
}
