/** How a gateway is: for its owner, on the machine where it runs. */
import { languages, type Words } from '#kernel/words'
import type { GatewayAlarm } from '../contract-gateway.ts'
import type { DeliveryStatus } from '../feeds/subscriptions.ts'
import { alarmWords } from './alarm-words.ts'

export type Status = {
  readonly gatewayId: string
  readonly version: string
  readonly address: string
  readonly startedAt: string
  readonly configuration: {
    readonly version: number
    readonly issuedAt: string
    readonly expiresAt: string
  }
  readonly certificatesEndAt: string
  readonly clockOffsetMs: number
  /** Records without a time-stamp. */
  readonly unstamped: number
  /** What the center has not been told yet; `parked`: what it refuses to take in. */
  readonly waiting: { readonly uses: number; readonly measures: number; readonly parked: number }
  readonly exchanges: {
    readonly count: number
    readonly failed: number
    /** Over the last whole minute. */
    readonly perSecond: number
  }
  /** Why the log cannot be written; null while it can. */
  readonly storeFault: string | null
  /** To the information systems that have subscribed to feeds. */
  readonly deliveries: readonly DeliveryStatus[]
  readonly alarms: readonly GatewayAlarm[]
}

type Line = readonly [Words, string]

function linesOf(it: Status): Line[] {
  const { configuration, waiting, exchanges } = it
  return [
    [{ vi: 'Cổng', en: 'Gateway' }, it.gatewayId],
    [{ vi: 'Địa chỉ', en: 'Address' }, it.address],
    [{ vi: 'Phiên bản', en: 'Version' }, it.version],
    [{ vi: 'Chạy từ', en: 'Running since' }, it.startedAt],
    [{ vi: 'Cấu hình', en: 'Configuration' }, String(configuration.version)],
    [{ vi: 'Cấu hình dùng được đến', en: 'Configuration good until' }, configuration.expiresAt],
    [{ vi: 'Chứng thư hết hạn', en: 'Certificates end' }, it.certificatesEndAt],
    [{ vi: 'Lệch đồng hồ', en: 'Clock offset' }, `${it.clockOffsetMs} ms`],
    [{ vi: 'Bản ghi chờ dấu thời gian', en: 'Records without time-stamp' }, String(it.unstamped)],
    [{ vi: 'Lượt dùng chờ báo', en: 'Uses to be reported' }, String(waiting.uses)],
    [{ vi: 'Số đo chờ báo', en: 'Measures to be reported' }, String(waiting.measures)],
    [{ vi: 'Lượt dùng bị từ chối', en: 'Uses that are refused' }, String(waiting.parked)],
    [{ vi: 'Lần trao đổi', en: 'Exchanges' }, `${exchanges.count} (${exchanges.perSecond}/s)`],
    [{ vi: 'Lần trao đổi lỗi', en: 'Failed exchanges' }, String(exchanges.failed)],
    [{ vi: 'Nhật ký', en: 'Log' }, it.storeFault ?? 'ok'],
    ...it.deliveries.map(({ service, lag, fault }): Line => {
      const words = { vi: `Sự kiện chờ giao: ${service}`, en: `Events to deliver: ${service}` }
      return [words, [String(lag ?? '?'), ...(fault === null ? [] : [fault])].join(' · ')]
    }),
  ]
}

/** The lines of a status in one language, for the command line. */
export function statusFacts(it: Status, language: keyof Words): [string, string][] {
  const alarms = it.alarms.map(({ kind, since, detail }): [string, string] => [
    language === 'vi' ? 'CẢNH BÁO' : 'ALARM',
    `${alarmWords[kind][language]} (${since}: ${detail})`,
  ])
  return [
    ...linesOf(it).map(([name, value]): [string, string] => [name[language], value]),
    ...alarms,
  ]
}

/** A page in both languages, without a script. */
export function statusPage(it: Status): string {
  const rows = linesOf(it).map(
    ([name, value]) =>
      `<tr><th>${escaped(name.vi)}<br><small lang="en">${escaped(name.en)}</small></th>` +
      `<td>${escaped(value)}</td></tr>`,
  )
  const alarms = it.alarms.map(({ kind, since, detail }) => {
    const words = languages.map((language) => escaped(alarmWords[kind][language])).join('<br>')
    return `<li><strong>${words}</strong><br><small>${escaped(`${since} · ${detail}`)}</small></li>`
  })
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Cổng kết nối · Gateway</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:44rem;padding:0 1rem}
th{text-align:left;font-weight:600;padding-right:2rem;vertical-align:top}td,th{padding:.3rem 0}
small{font-weight:400;color:#555}li{margin:.5rem 0}.alarms{color:#8a1f11}</style></head>
<body><h1>Cổng kết nối <small lang="en">Gateway</small></h1>
<ul class="alarms">${alarms.join('')}</ul><table>${rows.join('\n')}</table></body></html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
