/** What a gateway counts and what it raises: kept in memory until its report takes it. */
import { type GatewayAlarm, type GatewayMeasure, measureBoundsMs } from '../contract-gateway.ts'

export type AlarmKind = GatewayAlarm['kind']

export type Signals = {
  /** One exchange more of this minute; `failed` when the client did not get the service's answer. */
  count(it: Counted): void
  /** The measures of minutes that are over; they are forgotten here. */
  takeMeasures(nowMs: number): GatewayMeasure[]
  raise(kind: AlarmKind, detail: string, nowMs: number): void
  clear(kind: AlarmKind): void
  alarms(): GatewayAlarm[]
  /** Exchanges since the start. */
  total(): { readonly count: number; readonly failed: number }
}

export type Counted = {
  readonly atMs: number
  readonly side: 'consumer' | 'provider'
  readonly client: string
  readonly service: string
  readonly durationMs: number
  readonly failed: boolean
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const minuteMs = 60_000
const mostMeasures = 50_000

/** Alarms about single messages end by themselves when they are not raised again for so long. */
const passing: ReadonlySet<AlarmKind> = new Set(['clock-skewed', 'peer-refused'])
const passMs = 15 * minuteMs

export function openSignals(): Signals {
  const measures = new Map<string, Mutable<GatewayMeasure>>()
  const alarms = new Map<AlarmKind, GatewayAlarm>()
  const raisedMs = new Map<AlarmKind, number>()
  const total = { count: 0, failed: 0 }
  return {
    count(it) {
      const minute = Math.floor(it.atMs / minuteMs) * minuteMs
      const key = `${minute} ${it.side} ${it.client} ${it.service}`
      let measure = measures.get(key)
      if (!measure) {
        if (measures.size >= mostMeasures) return
        measure = emptyMeasure(it, minute)
        measures.set(key, measure)
      }
      const slot = slotOf(it.durationMs)
      measure.durations[slot] = (measure.durations[slot] ?? 0) + 1
      measure.count++
      total.count++
      if (!it.failed) return
      measure.failed++
      total.failed++
    },
    takeMeasures(nowMs) {
      for (const kind of passing) {
        if (nowMs - (raisedMs.get(kind) ?? nowMs) > passMs) alarms.delete(kind)
      }
      const taken: GatewayMeasure[] = []
      for (const [key, it] of measures) {
        if (Date.parse(it.minute) + minuteMs > nowMs) continue
        taken.push(it)
        measures.delete(key)
      }
      return taken
    },
    raise(kind, detail, nowMs) {
      const since = alarms.get(kind)?.since ?? new Date(nowMs).toISOString()
      raisedMs.set(kind, nowMs)
      alarms.set(kind, { kind, since, detail: detail.slice(0, 500) })
    },
    clear: (kind) => void alarms.delete(kind),
    alarms: () => [...alarms.values()],
    total: () => ({ ...total }),
  }
}

function emptyMeasure(it: Counted, minute: number): Mutable<GatewayMeasure> {
  return {
    minute: new Date(minute).toISOString(),
    side: it.side,
    client: it.client,
    service: it.service,
    count: 0,
    failed: 0,
    durations: Array.from({ length: measureBoundsMs.length + 1 }, () => 0),
  }
}

function slotOf(durationMs: number): number {
  const slot = measureBoundsMs.findIndex((it) => durationMs <= it)
  return slot === -1 ? measureBoundsMs.length : slot
}
