/**
 * Gas of each precompile per CPU-second, called in a loop by a contract with what costs it most for
 * its gas. `npm run bench -- chain-precompiles [part of a name]`
 */

import { Address } from '@ethereumjs/util'
import { heavyLoads, type Load, Machine, noAccount, rulesOf, World } from '#blockchain/execution'
import { printHeadline, printTable, say } from './stand/report.ts'

const [wanted = ''] = process.argv.slice(2)
const rows: [string, number][] = []
for (const load of heavyLoads().filter((it) => it.name.includes(wanted))) {
  const rate = await rateOf(load)
  say(`${load.name}: ${rate.toFixed(1)}`)
  rows.push([load.name, rate])
}
printTable([['precompile', 'Mgas per CPU-second'], ...rows])
printHeadline({
  name: 'chain-precompiles',
  ours: Math.min(...rows.map(([, rate]) => rate)),
  peer: null,
  unit: 'Mgas per CPU-second of the slowest precompile',
})

/** Longer and longer runs, until one takes long enough to be measured. */
async function rateOf(load: Load): Promise<number> {
  await seconds(load, 300_000n)
  for (let gas = 300_000n; ; gas *= 3n) {
    const took = await seconds(load, gas)
    if (took > 0.3) return Number(gas) / 1e6 / took
  }
}

/** CPU time of a call that spends all this gas. */
async function seconds({ precompile, data }: Load, gas: bigint): Promise<number> {
  const world = new World({
    account: () => undefined,
    storage: () => new Uint8Array(),
    code: () => new Uint8Array(),
  })
  const machine = new Machine(rulesOf(70_401n), world, () => new Uint8Array(32))
  const to = new Uint8Array(20).fill(0xc1)
  world.setAccount(to, { ...noAccount, nonce: 1n })
  // Copies what it is called with, and hands it to the precompile again and again.
  const at = precompile.toString(16).padStart(2, '0')
  const code = `365f5f375b5f5f365f60${at}5afa50600456`
  world.setCode(to, new Uint8Array(Buffer.from(code, 'hex')))
  const began = process.cpuUsage()
  await machine.runCall({ to: new Address(to), data, gasLimit: gas, skipNonceIncrement: true })
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1e6
}
