import { join, resolve } from 'node:path'
import { systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import type { AgencyStanding } from '#nation/hosting'
import { type Command, Failure, say, sayJson, type Told, table, untilAsked } from './terminal.ts'
import { version } from './version.ts'

const options = ['data']

/** The agencies of a demonstration, on the machine where its data folder lies. */
export const agencyCommands: Readonly<Record<string, Command>> = {
  'agencies status': {
    usage: 'agencies status [--data DIR]',
    words: { vi: 'Các cơ quan của bản trình diễn', en: 'The agencies of a demonstration' },
    options,
    takes: [0, 0],
    async run(told) {
      const all = await (await switches(told)).list()
      if (!all) throw notRunning()
      show(told, all)
      return all.every((it) => it.state === 'on') ? 0 : 1
    },
  },
  'agencies start': turnCommand('start', { vi: 'Bật một cơ quan', en: 'Switch an agency on' }),
  'agencies stop': turnCommand('stop', { vi: 'Tắt một cơ quan', en: 'Switch an agency off' }),

  agencies: {
    usage: 'agencies [--data DIR]',
    words: {
      vi: 'Chạy các cơ quan của bản trình diễn, khi trung tâm mở với --agencies false',
      en: 'Run the agencies of a demonstration whose center is open with --agencies false',
    },
    options,
    takes: [0, 0],
    async run(told) {
      const { openAgencies, readDemonstration } = await import('#nation/hosting')
      if (await (await switches(told)).list()) throw runningAlready()
      const asked = untilAsked()
      const folder = folderOf(told)
      const task = readDemonstration(folder)
      if (!task) throw noDemonstration(folder)
      const log = openLog('info', 2)
      const agencies = await openAgencies({ folder, version, clock: systemClock, log, ...task })
      show(
        told,
        agencies.all.map((it) => it.standing()),
      )
      await asked.wait
      await agencies.close()
      return 0
    },
  },
}

function turnCommand(act: 'start' | 'stop', words: Command['words']): Command {
  return {
    usage: `agencies ${act} NAME [--data DIR]`,
    words,
    options,
    takes: [1, 1],
    async run(told) {
      const own = await switches(told)
      const turned = await own.turn(told.words[0] ?? '', act === 'start')
      if (!turned) throw (await own.list()) ? unknownAgency(told.words[0] ?? '') : notRunning()
      show(told, [turned])
      return turned.state === 'failed' ? 1 : 0
    },
  }
}

function folderOf({ options }: Told): string {
  const data = options.get('data')
  return join(resolve(typeof data === 'string' ? data : 'data'), 'agencies')
}

async function switches(told: Told) {
  const { reachControl } = await import('#nation/hosting')
  return reachControl(folderOf(told))
}

const states: Record<AgencyStanding['state'], { vi: string; en: string }> = {
  starting: { vi: 'đang khởi động', en: 'starting' },
  on: { vi: 'hoạt động', en: 'on' },
  off: { vi: 'tắt', en: 'off' },
  failed: { vi: 'lỗi', en: 'failed' },
}

function show({ json, language }: Told, all: readonly AgencyStanding[]): void {
  if (json) {
    sayJson({ items: all })
    return
  }
  const vi = language === 'vi'
  say(
    table(
      vi
        ? ['Tên', 'Cơ quan', 'Bản ghi', 'Cổng', 'Trạng thái']
        : ['Name', 'Agency', 'Records', 'Port', 'State'],
      all.map((it) => [
        it.code,
        it.title[language],
        String(it.records),
        String(it.clientPort),
        [states[it.state][language], it.detail].filter(Boolean).join(': '),
      ]),
    ),
  )
}

function notRunning(): Failure {
  return new Failure(4, {
    vi: 'Các cơ quan không chạy trong thư mục này. Mở trung tâm ở chế độ trình diễn, hoặc dùng --data.',
    en: 'No agencies run in this folder. Open the center as a demonstration, or say --data.',
  })
}

function unknownAgency(name: string): Failure {
  return new Failure(2, {
    vi: `Không có cơ quan "${name}". Xem: ndc agencies status`,
    en: `There is no agency "${name}". See: ndc agencies status`,
  })
}

function runningAlready(): Failure {
  return new Failure(1, {
    vi: 'Các cơ quan đang chạy trong thư mục này rồi. Xem: ndc agencies status',
    en: 'The agencies run in this folder already. See: ndc agencies status',
  })
}

function noDemonstration(folder: string): Refusal {
  return new Refusal(`There is no demonstration in ${folder}: open its center once before.`)
}
