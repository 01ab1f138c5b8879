/**
 * ERC-20 transfers (OpenZeppelin) and anchor calls per CPU-second of one validator, all in, against
 * EDR; beside them EthereumJS as it comes and anvil. `npm run bench -- chain-contracts [count] [rounds]`
 */
import { measure, names } from './stand/chain-rounds.ts'
import { printHeadline, printTable } from './stand/report.ts'

const [count = 10_000, rounds = 3] = process.argv.slice(2).map(Number)
const [tokens, anchors] = [measure('erc20', count, rounds), measure('anchors', count, rounds)]
printTable([
  ['calls per CPU-second', ...names],
  ['ERC-20 transfers', ...names.map((it) => tokens[it] ?? '–')],
  ['anchor calls', ...names.map((it) => anchors[it] ?? '–')],
])
const { ours = 0, edr } = tokens
printHeadline({
  name: 'chain-contracts',
  ours,
  peer: edr ?? null,
  unit: 'ERC-20 calls per CPU-second',
})
