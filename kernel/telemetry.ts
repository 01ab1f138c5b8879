import { randomBytes } from 'node:crypto'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the house tells about itself: Prometheus metrics, and the trace of a request. */
export type Telemetry = {
  readonly registry: Registry
  /** Times one HTTP answer. */
  countRequest(operation: string, status: number, seconds: number): void
  /** Starts timing a job; call the returned function with its outcome. */
  timeJob(name: string): (outcome: 'done' | 'failed') => void
  /** A gauge that is read when the metrics are. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
  counter<Label extends string>(name: string, help: string, labels: Label[]): Counter<Label>
}

export function openTelemetry(): Telemetry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'ndc_' })
  const requests = new Histogram({
    name: 'ndc_http_request_duration_seconds',
    help: 'Time to answer, by operation and status class',
    labelNames: ['operation', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const jobs = new Histogram({
    name: 'ndc_job_duration_seconds',
    help: 'Time of one try of a job, by name and outcome',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60],
    registers: [registry],
  })
  const classes = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx']
  return {
    registry,
    countRequest(operation, status, seconds) {
      requests.observe({ operation, status: classes[Math.floor(status / 100)] ?? '5xx' }, seconds)
    },
    timeJob(job) {
      const stop = jobs.startTimer({ job })
      return (outcome) => stop({ outcome })
    },
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          gauge.set(await read())
        },
      })
    },
    counter(name, help, labelNames) {
      return new Counter({ name, help, labelNames, registers: [registry] })
    },
  }
}

/**
 * The trace id of a request (W3C Trace Context): the caller's when its `traceparent` is well
 * formed, a new one otherwise. 32 hexadecimal digits.
 */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  if (typeof traceparent === 'string') {
    const found = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent)
    if (found?.[1] && found[1] !== '0'.repeat(32)) return found[1]
  }
  return newTraceId()
}

// Random bytes are drawn for 256 requests at a time: one call to the system instead of 256.
let pool = Buffer.alloc(0)
let at = 0
function newTraceId(): string {
  if (at >= pool.length) {
    pool = randomBytes(4096)
    at = 0
  }
  at += 16
  return pool.toString('hex', at - 16, at)
}
