/**
 * Memory of both gateways while they exchange for minutes at a steady rate, and then while one
 * body of 1 GB streams through them. `npm run bench -- exchange-soak [minutes] [per second]`
 */
import { openChains } from './stand/exchange-chains.ts'
import { askInParallel } from './stand/exchange-load.ts'
import { memoryOf } from './stand/processes.ts'
import { printHeadline, printTable } from './stand/report.ts'

const [minutes = 10, perSecond = 400] = process.argv.slice(2).map(Number)
const MB = 1_048_576
const slices = 10

await using chains = await openChains()
const { ours } = chains
const resident = () => ours.pids.map((pid) => Math.round(memoryOf(pid).resident / MB))
const ask = (size: number, connections: number, seconds: number, rate?: number) =>
  askInParallel(ours.port, ours.question(size), {
    connections,
    seconds,
    ...(rate !== undefined && { perSecond: rate }),
  })

await ask(1024, 64, 10)
const rows: (string | number)[][] = [['minute', 'exchanges', 'MB client’s gateway', 'provider’s']]
let [count, first, last] = [0, 0, 0]
for (let slice = 1; slice <= slices; slice++) {
  const { count: more } = await ask(1024, 64, (minutes * 60) / slices, perSecond)
  count += more
  const [one = 0, other = 0] = resident()
  if (slice === 1) first = one + other
  last = one + other
  rows.push([Number(((minutes * slice) / slices).toFixed(1)), count, one, other])
}
const { count: streamed, seconds } = await ask(1024 * MB, 1, 1)
const [one = 0, other = 0] = ours.pids.map((pid) => Math.round(memoryOf(pid).peak / MB))
rows.push([`${streamed} GB streamed in ${seconds.toFixed(1)} s, peak`, count, one, other])
printTable(rows)
printHeadline({
  name: 'exchange-soak',
  ours: last / first,
  peer: null,
  unit: 'memory at the end to that after a tenth',
})
