/**
 * Ethereum's GeneralStateTests of the Cancun and Prague forks on our execution: state root and logs
 * of every case. The folder with them (of github.com/ethereum/tests) stands in NDC_STATE_TESTS;
 * `npm run judge -- state-tests [part of a file's name]`.
 * Cases of what this chain leaves out are counted by their reason; a difference without one fails.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hardfork } from '@ethereumjs/common'
import { Address } from '@ethereumjs/util'
import {
  bytesOfHex,
  decodeTransaction,
  encodeRlp,
  hexOf,
  keccak,
  Machine,
  noAccount,
  Refused,
  rulesOf,
  runTransaction,
  validate,
  World,
} from '#blockchain/execution'
import { openChainStore } from '#blockchain/state'

type Post = { hash: string; logs: string; txbytes: string; expectException?: string }
type Account = { balance: string; nonce: string; code: string; storage: Record<string, string> }
type Case = {
  env: Record<string, string>
  pre: Record<string, Account>
  post: Record<string, Post[]>
}

const folder = process.env['NDC_STATE_TESTS']
if (!folder) {
  process.stderr.write('Name the folder of GeneralStateTests in NDC_STATE_TESTS.\n')
  process.exit(1)
}
const only = process.argv[2]
const scratch = mkdtempSync(join(tmpdir(), 'ndc-state-tests-'))
const store = openChainStore({ folder: scratch, mode: 'archive' })
const forks = { Cancun: Hardfork.Cancun, Prague: Hardfork.Prague }
const empty = new World(store.state)
const blockHash = (number: number) => keccak(new TextEncoder().encode(String(number)))
const machines = Object.entries(forks).map(
  ([name, fork]) => [name, new Machine(rulesOf(1n, fork), empty, blockHash)] as const,
)
/** No account has this: it tells a creation that there is storage already (EIP-7610). */
const someRoot = new Uint8Array(32).fill(1)

function worldOf(pre: Case['pre']): World {
  const world = new World(store.state)
  for (const [at, it] of Object.entries(pre)) {
    const address = bytesOfHex(at)
    const slots = Object.entries(it.storage)
    const storageRoot = slots.length > 0 ? someRoot : noAccount.storageRoot
    const [nonce, balance] = [BigInt(it.nonce), BigInt(it.balance)]
    world.setAccount(address, { ...noAccount, nonce, balance, storageRoot })
    if (it.code !== '0x') world.setCode(address, bytesOfHex(it.code))
    const kept = world.slotsOf(address)
    for (const [slot, value] of slots) world.store(kept, BigInt(slot), BigInt(value))
  }
  world.endTransaction()
  return world
}

function blockOf(env: Case['env']) {
  return {
    number: BigInt(env['currentNumber'] ?? 0),
    timestamp: BigInt(env['currentTimestamp'] ?? 0),
    gasLimit: BigInt(env['currentGasLimit'] ?? 0),
    baseFee: BigInt(env['currentBaseFee'] ?? 0),
    coinbase: new Address(bytesOfHex(env['currentCoinbase'] ?? '')),
    prevRandao: bytesOfHex(env['currentRandom'] ?? `0x${'0'.repeat(64)}`),
  }
}

/** Undefined: as it should be. */
async function judge(machine: Machine, it: Case, post: Post, prague: boolean) {
  const block = blockOf(it.env)
  machine.world = worldOf(it.pre)
  let logs: Parameters<typeof encodeRlp>[0] = []
  try {
    const tx = decodeTransaction(bytesOfHex(post.txbytes))
    if (!prague && tx.type === 4) throw new Refused('type-unsupported', 'type 4 is of Prague')
    const needs = validate(machine.world, tx, block, 1n)
    const floor = prague ? needs.floor : 0
    const outcome = await runTransaction(machine, tx, block, { gas: needs.gas, floor })
    logs = outcome.logs.map((log) => [log.address, log.topics, log.data])
    if (post.expectException) return `ran, though ${post.expectException}`
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (!post.expectException) return `refused: ${error.code}`
  }
  if (hexOf(keccak(encodeRlp(logs))) !== post.logs.slice(2)) return 'other logs'
  const { root } = store.state.plan(machine.world.changes())
  return hexOf(root) === post.hash.slice(2) ? undefined : 'another state'
}

/** Why a difference is meant to be; the rest are faults. */
function reasonOf(file: string, { txbytes }: Post, fork: string, difference: string) {
  if (difference === 'refused: type-unsupported' && txbytes.startsWith('0x03')) {
    return 'no blobs: transactions of type 3 are refused'
  }
  if (/\/(stEOF|stEIP2537)\//.test(file)) {
    return 'drafts: EOF came without Prague, EIP-2537 with other addresses and prices'
  }
  const tx = decodeTransaction(bytesOfHex(txbytes))
  if (tx.gas > 2n ** 53n) return 'gas of the transaction above 2⁵³: no block here has as much'
  // Called by the test itself, or named in the first word after the selector.
  const called = hexOf(tx.data).slice(8, 72) === '0a'.padStart(64, '0')
  if (called || /point_evaluation|valid_precompile_calls/.test(file)) {
    return 'no blobs: no point evaluation (EIP-4844) at address 0x0a'
  }
  if (fork === 'Cancun' && difference === 'refused: intrinsic-gas') return 'EIP-7623 counts here'
  return undefined
}

const counts = new Map<string, { passed: number; excused: number; failed: number }>()
const reasons = new Map<string, number>()
const files = globSync(`${folder}/**/*.json`).filter((it) => !only || it.includes(only))
for (const file of files.toSorted()) {
  const cases = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Case>)
  for (const [name, it] of cases) {
    for (const [fork, machine] of machines) {
      const count = counts.get(fork) ?? { passed: 0, excused: 0, failed: 0 }
      counts.set(fork, count)
      for (const [nth, post] of (it.post?.[fork] ?? []).entries()) {
        const difference = await judge(machine, it, post, fork === 'Prague').catch(
          (error: unknown) => `threw ${(error as Error).stack?.split('\n').slice(0, 2).join(' ')}`,
        )
        const reason = difference && reasonOf(file, post, fork, difference)
        if (!difference) count.passed += 1
        else if (reason) {
          count.excused += 1
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        } else {
          count.failed += 1
          const words = `${fork} ${file.slice(folder.length)} ${name} ${nth}: ${difference}`
          if (count.failed <= 200) process.stdout.write(`${words}\n`)
        }
      }
    }
  }
}
await store.close()
rmSync(scratch, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`)
process.stdout.write(`${JSON.stringify(Object.fromEntries(reasons))}\n`)
const failed = [...counts.values()].some((it) => it.failed > 0)
if (failed || files.length === 0) process.exitCode = 1
