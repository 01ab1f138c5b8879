/** anvil, Foundry's node, over HTTP; only the server's CPU counts. Prints per CPU-second. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

type Load = Record<'setup' | 'warm' | 'main' | 'accounts', string[]> & { chainId: number }
const load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Load
const platform = process.arch === 'arm64' ? 'linux-arm64' : 'linux-amd64'
const program = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${platform}/bin/anvil`)
const port = Number(process.argv[3] ?? 28_545)
const child = spawn(
  program,
  (
    `--port ${port} --chain-id ${load.chainId} --no-mining --quiet --base-fee 0 --gas-price 0 ` +
    '--gas-limit 1000000000 --accounts 1 --hardfork prague --disable-min-priority-fee --order fifo'
  ).split(' '),
  { stdio: 'ignore' },
)
let id = 0
async function ask(calls: [string, unknown[]][]): Promise<unknown[]> {
  const body = JSON.stringify(
    calls.map(([method, params]) => ({ jsonrpc: '2.0', id: ++id, method, params })),
  )
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body })
  const all = (await answer.json()) as { result?: unknown; error?: unknown }[]
  const failed = all.find((it) => it.error)
  if (failed) throw new Error(JSON.stringify(failed.error))
  return all.map((it) => it.result)
}

/** Seconds of CPU that the server has used (proc(5): utime and stime in hundredths). */
function used(): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function run(all: string[]): Promise<void> {
  if (all.length === 0) return
  for (let from = 0; from < all.length; from += 500) {
    const some = all.slice(from, from + 500)
    await ask(some.map((it) => ['eth_sendRawTransaction', [`0x${it}`]]))
    await ask([['anvil_setNextBlockBaseFeePerGas', ['0x0']]])
    await ask([['evm_mine', []]])
  }
  const [block] = (await ask([['eth_getBlockByNumber', ['latest', false]]])) as [
    { transactions: unknown[] },
  ]
  if (block.transactions.length === 0) throw new Error('nothing was mined')
}

try {
  for (let tries = 0; ; tries += 1) {
    const ready = await ask([['eth_chainId', []]]).then(
      () => true,
      () => false,
    )
    if (ready) break
    if (tries > 100) throw new Error('anvil does not answer')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await ask(load.accounts.map((it) => ['anvil_setBalance', [it, '0x3635c9adc5dea00000']]))
  await run(load.setup)
  await run(load.warm)
  const before = used()
  await run(load.main)
  process.stdout.write(`${JSON.stringify({ perCpu: load.main.length / (used() - before) })}\n`)
} finally {
  child.kill()
}
