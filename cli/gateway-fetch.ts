import { readFileSync } from 'node:fs'
import { codeOf } from '#kernel/problem'
import { needed, plainly } from './gateway.ts'
import {
  type Command,
  complain,
  Failure,
  facts,
  say,
  sayJson,
  type Told,
  untilAsked,
} from './terminal.ts'

const standardGateway = 'http://127.0.0.1:4401'

export const gatewayFetchCommands: Readonly<Record<string, Command>> = {
  'gateway fetch': {
    usage:
      'gateway fetch SERVICE NAME --to FILE --as SUBSYSTEM [--gateway URL] ' +
      '[--cert FILE --key FILE --ca FILE]',
    words: {
      vi: 'Tải tệp của cơ quan khác qua cổng; bị ngắt thì gọi lại để tải tiếp',
      en: "Fetch another agency's file through the gateway; called again, it goes on",
    },
    options: ['to', 'as', 'gateway', 'cert', 'key', 'ca'],
    takes: [2, 2],
    async run(told) {
      const { fetchFile } = await import('#data-coordination/fetch')
      const [service = '', name = ''] = told.words
      const to = needed(told, 'to')
      const order = {
        gateway: String(told.options.get('gateway') ?? standardGateway),
        client: needed(told, 'as'),
        service,
        name,
        to,
        ...tlsOf(told),
      }
      const asked = untilAsked()
      const fetched = await plainly(() =>
        fetchFile({ ...order, signal: asked.signal, progress: progressOf(told) }),
      ).catch((error: unknown) => {
        if (asked.signal.aborted) throw stopped()
        throw error
      })
      const { size, sha256, mediaType } = fetched
      if (told.json) sayJson({ file: to, size, sha256, mediaType })
      else {
        say(
          facts([
            [told.language === 'vi' ? 'Tệp' : 'File', to],
            [told.language === 'vi' ? 'Số byte' : 'Bytes', String(size)],
            ['SHA-256', sha256],
          ]),
        )
      }
      return 0
    },
  },
}

function tlsOf(told: Told): { tls?: Record<string, string> } {
  const names = (['cert', 'key', 'ca'] as const).filter((it) => told.options.has(it))
  if (names.length === 0) return {}
  return { tls: Object.fromEntries(names.map((it) => [it, readPem(needed(told, it))])) }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure(2, {
      vi: `Không đọc được tệp ${file} (${codeOf(error)}).`,
      en: `The file ${file} cannot be read (${codeOf(error)}).`,
    })
  }
}

/** A line for every tenth. */
function progressOf({ json, language }: Told): (received: number, size: number) => void {
  let told = 0
  return (received, size) => {
    const tenth = Math.floor((received / Math.max(1, size)) * 10)
    if (json || tenth <= told) return
    told = tenth
    complain(language === 'vi' ? `Đã nhận ${tenth * 10} %` : `${tenth * 10} % received`)
  }
}

function stopped(): Failure {
  return new Failure(1, {
    vi: 'Đã dừng; phần đã nhận được giữ lại, gọi lại để tải tiếp.',
    en: 'Stopped; what has arrived is kept, call it again to go on.',
  })
}
