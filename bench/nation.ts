/**
 * How fast the register is filled with the synthetic nation, and in how much memory: from the first
 * family to the last index, at sizes that grow while memory must not.
 */
import { rmSync } from 'node:fs'
import { makeFolder } from './stand/center.ts'
import { cpuOfTree, memoryBelow, memoryOf } from './stand/processes.ts'
import { printHeadline, printTable, say } from './stand/report.ts'
import { serveCenter } from './stand/served.ts'

const given = process.argv.slice(2).map(Number)
const sizes = given.length > 0 ? given : [20_000, 1_000_000, 10_000_000]

type Filled = {
  people: number
  seconds: number
  cpuSeconds: number
  programPeak: number
  databasePeak: number
}

/** Starts a center on an empty folder and watches it until it is open. */
async function fill(people: number): Promise<Filled> {
  const folder = makeFolder('nation')
  const begun = { ms: 0, cpu: 0 }
  let [endedMs, databasePeak, shownMs, watchedMs, cpu] = [0, 0, 0, 0, 0]
  const watch = (line: string, passing: boolean, pid: number) => {
    const now = performance.now()
    if (begun.ms === 0) Object.assign(begun, { ms: now, cpu: cpuOfTree(pid) })
    if (!passing) {
      endedMs = now
      cpu = cpuOfTree(pid) - begun.cpu
    }
    if (now - watchedMs > 250) {
      databasePeak = Math.max(databasePeak, memoryBelow(pid))
      watchedMs = now
    }
    if (passing && now - shownMs < 20_000) return
    shownMs = now
    say(line)
  }
  try {
    await using center = await serveCenter(
      folder,
      { NDC_NATION_PEOPLE: String(people), NDC_WORK: 'none' },
      { hear: watch },
    )
    const programPeak = memoryOf(center.pid).peak
    return {
      people,
      seconds: (endedMs - begun.ms) / 1000,
      cpuSeconds: cpu,
      programPeak,
      databasePeak,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const MB = 1_048_576
const rows: (string | number)[][] = [
  ['people', 'seconds', 'people/s', 'people per CPU-s', 'program peak MB', 'database peak MB'],
]
let last: Filled | undefined
for (const size of sizes) {
  last = await fill(size)
  rows.push([
    last.people.toLocaleString('en'),
    last.seconds,
    Math.round(last.people / last.seconds),
    Math.round(last.people / last.cpuSeconds),
    Math.round(last.programPeak / MB),
    Math.round(last.databasePeak / MB),
  ])
}
say('')
printTable(rows)
if (last) {
  const ours = Math.round(last.people / last.seconds)
  printHeadline({ name: 'nation', ours, peer: null, unit: `people per second at ${last.people}` })
}
