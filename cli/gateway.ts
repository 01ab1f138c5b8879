import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ArchiveSettings, JoinNews, Listen } from '#data-coordination/gateway'
import { openLog } from '#kernel/log'
import { Problem, Refusal } from '#kernel/problem'
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
import { version } from './version.ts'

export const gatewayCommands: Readonly<Record<string, Command>> = {
  'gateway status': {
    usage: 'gateway status --data DIR',
    words: { vi: 'Tình trạng của cổng đang chạy', en: 'How the running gateway is' },
    options: ['data'],
    takes: [0, 0],
    async run(told) {
      const { gatewayStatus, statusFacts } = await import('#data-coordination/inspection')
      const status = await plainly(() => gatewayStatus(needed(told, 'data')))
      if (told.json) sayJson(status)
      else say(facts(statusFacts(status, told.language)))
      return status.alarms.length === 0 ? 0 : 1
    },
  },

  gateway: {
    usage: 'gateway --data DIR [--join TOKEN --address https://HOST:PORT]',
    words: {
      vi: 'Chạy cổng kết nối của cơ quan; lần đầu với mã tham gia',
      en: "Run an agency's gateway; the first time with a join token",
    },
    options: [
      'data',
      'join',
      'address',
      'host',
      'port',
      'client-host',
      'client-port',
      'accept-restored',
    ],
    takes: [0, 0],
    async run(told) {
      const { startGateway } = await import('#data-coordination/gateway')
      const asked = untilAsked()
      const folder = needed(told, 'data')
      const join = joiningOf(told)
      const gateway = await plainly(() =>
        startGateway({
          folder,
          version,
          log: openLog('info', 2),
          tell: (news) => tell(told, news),
          signal: asked.signal,
          acceptRestored: told.options.has('accept-restored'),
          ...(join && { join }),
          ...archiveOf(told),
        }),
      ).catch((error: unknown) => {
        if (asked.signal.aborted) return undefined
        throw error
      })
      if (!gateway) return 0
      sayOpen(told, gateway.gatewayId, gateway.ports)
      await asked.wait
      await gateway.close()
      return 0
    },
  },
}

function joiningOf(told: Told) {
  const token = told.options.get('join')
  if (token === undefined) return undefined
  const address = needed(told, 'address')
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.pathname !== '/' || address.endsWith('/')) {
    throw new Failure(2, {
      vi: `--address cần dạng https://MÁY:CỔNG, không phải "${address}".`,
      en: `--address takes https://HOST:PORT, not "${address}".`,
    })
  }
  const text = (name: string, fallback: string) => String(told.options.get(name) ?? fallback)
  const listen: Listen = {
    peers: { host: text('host', '0.0.0.0'), port: portOf(told, 'port', 4400) },
    clients: { host: text('client-host', '127.0.0.1'), port: portOf(told, 'client-port', 4401) },
  }
  return { token: String(token), address, listen }
}

/** A folder, or a file (.json) that says how object storage is reached. */
function archiveOf(told: Told): { archive?: ArchiveSettings } {
  const said = told.options.get('archive')
  if (typeof said !== 'string') return {}
  const retentionDays = Number(told.options.get('retention') ?? 365)
  if (!(Number.isInteger(retentionDays) && retentionDays > 0)) {
    throw new Failure(2, {
      vi: '--retention cần một số ngày, ví dụ 365.',
      en: '--retention takes a number of days, as 365.',
    })
  }
  if (!said.endsWith('.json')) {
    return { archive: { target: { kind: 'folder', folder: resolve(said) }, retentionDays } }
  }
  const names = ['endpoint', 'region', 'bucket', 'accessKey', 'secret'] as const
  try {
    const found = JSON.parse(readFileSync(said, 'utf8')) as Record<string, unknown>
    const [endpoint, region, bucket, accessKey, secret] = names.map((it) => {
      if (typeof found[it] !== 'string' || found[it] === '') throw new TypeError(it)
      return found[it]
    }) as [string, string, string, string, string]
    const target = { kind: 's3', endpoint, region, bucket, accessKey, secret } as const
    return { archive: { target, retentionDays } }
  } catch (error) {
    throw new Failure(2, {
      vi: `Tệp ${said} phải là JSON có ${names.join(', ')} (${(error as Error).message}).`,
      en: `The file ${said} must be JSON with ${names.join(', ')} (${(error as Error).message}).`,
    })
  }
}

function portOf(told: Told, name: string, fallback: number): number {
  const said = told.options.get(name)
  const port = said === undefined ? fallback : Number(said)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Failure(2, {
    vi: `--${name} cần một số cổng từ 1 đến 65535.`,
    en: `--${name} takes a port from 1 to 65535.`,
  })
}

function tell({ language, json }: Told, news: JoinNews): void {
  const vi = language === 'vi'
  if (json) say(JSON.stringify(news))
  else if (news.kind === 'center-away') {
    complain(
      vi ? `Chưa liên lạc được với trung tâm: ${news.detail}` : `Center away: ${news.detail}`,
    )
  } else {
    say(
      vi
        ? `Đang chờ trung tâm phê duyệt cổng ${news.gatewayId}. Dấu khoá để đối chiếu:`
        : `Waiting until the center approves gateway ${news.gatewayId}. Fingerprint to compare:`,
    )
    say(`\n  ${news.fingerprint}\n`)
  }
}

function sayOpen(
  { language, json }: Told,
  gatewayId: string,
  ports: { peers: number; clients: number },
): void {
  const vi = language === 'vi'
  if (json) say(JSON.stringify({ kind: 'open', gatewayId, ports }))
  else {
    say(
      facts([
        [vi ? 'Cổng' : 'Gateway', gatewayId],
        [vi ? 'Cho các cổng khác' : 'For other gateways', `:${ports.peers}`],
        [vi ? 'Cho hệ thống của cơ quan' : 'For information systems', `:${ports.clients}`],
        [vi ? 'Tình trạng' : 'Status', `http://127.0.0.1:${ports.clients}/status`],
      ]),
    )
  }
}

/** An option that must be there. */
export function needed(told: Told, name: string): string {
  const said = told.options.get(name)
  if (typeof said === 'string' && said !== '') return said
  throw new Failure(2, {
    vi: `Thiếu --${name}. Xem: ndc help`,
    en: `--${name} is missing. See: ndc help`,
  })
}

/** What stops a gateway or a check is told in its words, without a stack trace. */
export async function plainly<Result>(act: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Problem) throw new Failure(1, error.detail)
    if (!(error instanceof Refusal)) throw error
    throw new Failure(1, { vi: error.message, en: error.message })
  }
}
