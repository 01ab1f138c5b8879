/**
 * Final transfers per CPU-second of one validator, all in, against EDR; beside them EthereumJS as
 * it comes and anvil. `npm run bench -- chain-transfers [count] [rounds]`
 */
import { measure, names } from './stand/chain-rounds.ts'
import { printHeadline, printTable } from './stand/report.ts'

const [count = 10_000, rounds = 3] = process.argv.slice(2).map(Number)
const found = measure('transfers', count, rounds)
const { ours = 0, edr } = found
printTable([
  ['transfers per CPU-second', ...names],
  ['one validator, all in', ...names.map((it) => found[it] ?? '–')],
  ['ours is times that', ...names.map((it) => ours / (found[it] ?? Number.NaN))],
])
printHeadline({
  name: 'chain-transfers',
  ours,
  peer: edr ?? null,
  unit: 'transfers per CPU-second',
})
