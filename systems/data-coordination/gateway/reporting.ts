/**
 * Tells the center what happened: uses of people's data, measures, alarms. What waits is durable
 * and is sent until the center has acknowledged it; the center takes each use in once.
 */
import { type Clock, wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import type { GatewayMeasure, GatewayReport, GatewayUse } from '../contract-gateway.ts'
import type { Signals } from '../hot-path/signals.ts'
import type { Statement, Store } from '../hot-path/store.ts'
import { reportUse, unseal } from '../hot-path/store-tables.ts'
import { type Caller, type CenterClient, CenterRefused } from './center.ts'

export type Reporting = {
  /** Goes on until the signal; never rejects. */
  run(): Promise<void>
  /** Tells all that waits now. Rejects when the center does not take it. */
  report(): Promise<void>
  /** What waits, as last counted. */
  waiting(): { readonly uses: number; readonly measures: number; readonly parked: number }
}

export type ReportingNeeds = {
  readonly store: Store
  readonly center: CenterClient
  readonly caller: () => Caller
  readonly signals: Signals
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** The rest of a report. */
  readonly about: () => Pick<
    GatewayReport,
    'version' | 'configuration' | 'certificatesEndAt' | 'clockOffsetMs' | 'unstamped' | 'lastBatch'
  >
}

const everyMs = 1_000
const quietMs = 10_000
const mostUses = 500
const mostMeasures = 500
/** Measures may be lost when the center is away for weeks; uses of people's data never are. */
const mostMeasuresKept = 200_000
/** From so many unsent uses on somebody should look. */
const manyUses = 100_000

type Waiting = { uses: number; measures: number; parked: number }

export function openReporting(needs: ReportingNeeds): Reporting {
  const { store, center, caller, signals, clock, log, signal, about } = needs
  const waiting: Waiting = { uses: 0, measures: 0, parked: 0 }
  let toldAlarms = ''

  async function count(): Promise<void> {
    const [row] = await store.read<Waiting>([
      `select (select count(*) from use) as uses, (select count(*) from measure) as measures,
        (select count(*) from parked) as parked`,
    ])
    Object.assign(waiting, row)
    const detail = `${waiting.uses} uses of data wait for the center.`
    if (waiting.uses >= manyUses) signals.raise('reports-late', detail, clock.now().getTime())
    else signals.clear('reports-late')
  }

  /** Measures of minutes that are over become durable, up to a bound. */
  async function keepMeasures(): Promise<void> {
    const taken = signals.takeMeasures(clock.now().getTime())
    if (taken.length === 0) return
    await store.write([
      ...taken.map(
        (it): Statement => ['insert into measure (said) values (?)', JSON.stringify(it)],
      ),
      ['delete from measure where seq <= (select max(seq) from measure) - ?', mostMeasuresKept],
    ])
  }

  async function send(uses: readonly GatewayUse[], measures: readonly GatewayMeasure[]) {
    const report: GatewayReport = {
      ...about(),
      alarms: signals.alarms().slice(0, 20),
      uses: [...uses],
      measures: [...measures],
    }
    await center.post(caller(), '/gateway/reports', report)
  }

  /** False when nothing waits any more. */
  async function reportOne(most: number): Promise<boolean> {
    const useRows = await store.read<{ seq: number; sealed: Uint8Array }>([
      'select seq, sealed from use order by seq limit ?',
      most,
    ])
    const measureRows = await store.read<{ seq: number; said: string }>([
      'select seq, said from measure order by seq limit ?',
      mostMeasures,
    ])
    const uses = useRows.map(
      (it) => JSON.parse(unseal(store.key, reportUse, it.sealed)) as GatewayUse,
    )
    try {
      await send(
        uses,
        measureRows.map((it) => JSON.parse(it.said) as GatewayMeasure),
      )
    } catch (error) {
      const [only] = useRows
      if (!(error instanceof CenterRefused && error.status === 400)) throw error
      if (!only) {
        log.error({ reason: error.message }, 'the center does not take in measures')
        await store.write([['delete from measure where seq <= ?', measureRows.at(-1)?.seq ?? 0]])
        return true
      }
      // One that the center cannot read must not hold up the others.
      if (useRows.length > 1) return reportOne(Math.ceil(useRows.length / 2))
      await park(only.seq, error.message)
      return true
    }
    const [lastUse, lastMeasure] = [useRows.at(-1)?.seq, measureRows.at(-1)?.seq]
    await store.write([
      ['delete from use where seq <= ?', lastUse ?? 0],
      ['delete from measure where seq <= ?', lastMeasure ?? 0],
    ])
    return useRows.length === mostUses || measureRows.length === mostMeasures || most < mostUses
  }

  async function park(seq: number, reason: string): Promise<void> {
    log.error({ reason }, 'the center does not take in a use of data: it is put aside')
    await store.write([
      ['insert into parked select seq, sealed, ? from use where seq = ?', reason, seq],
      ['delete from use where seq = ?', seq],
    ])
  }

  async function report(): Promise<void> {
    await keepMeasures()
    while (await reportOne(mostUses));
    toldAlarms = JSON.stringify(signals.alarms().map((it) => it.kind))
    await count()
  }

  return {
    report,
    waiting: () => waiting,
    async run() {
      let saidMs = -Infinity
      while (!signal.aborted) {
        try {
          await keepMeasures()
          await count()
          const news =
            waiting.uses > 0 ||
            waiting.measures > 0 ||
            toldAlarms !== JSON.stringify(signals.alarms().map((it) => it.kind))
          if (news || clock.elapsedMs() - saidMs >= quietMs) {
            await report()
            saidMs = clock.elapsedMs()
          }
        } catch (error) {
          if (signal.aborted) return
          log.debug({ reason: (error as Error).message }, 'a report waits for the center')
        }
        await wait(everyMs, signal).catch(() => undefined)
      }
    },
  }
}
