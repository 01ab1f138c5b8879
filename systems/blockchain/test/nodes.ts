import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { systemClock, wait } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { rights } from '../contracts/layout.ts'
import type { ChainGenesis } from '../execution/genesis.ts'
import { type ChainNode, type NodeOptions, startNode } from '../node/start.ts'

/** Accounts of tests: their keys are numbers. */
export const accountOf = (number: number) =>
  privateKeyToAccount(`0x${number.toString(16).padStart(64, '0')}`)

export const coin = 10n ** 18n

/** Two members with two accounts each; the first of each is rich in the chain's coin. */
export function testGenesis(more: Partial<ChainGenesis> = {}): ChainGenesis {
  const all = rights.send + rights.deploy + rights.govern + rights.staff
  const member = (name: string, keys: readonly number[]) => ({
    name,
    gasPerDay: 1_000_000_000_000,
    mayDeploy: true,
    seated: true,
    accounts: keys.map((it) => ({ account: accountOf(it).address, rights: all })),
  })
  const rich = { balance: (1_000n * coin).toString() }
  return {
    chainId: 70_402,
    open: false,
    gasLimit: 60_000_000,
    members: [member('Bộ Công an', [11, 12]), member('Bộ Tài chính', [21, 22])],
    validators: [],
    admins: [],
    logs: [],
    alloc: { [accountOf(11).address]: rich, [accountOf(21).address]: rich },
    ...more,
  }
}

export type TestNode = ChainNode & AsyncDisposable & { readonly folder: string }

/** A solo node in a folder of its own, which is removed with it unless it was given. */
export async function openTestNode(more: Partial<NodeOptions> = {}): Promise<TestNode> {
  const folder = more.folder ?? mkdtempSync(join(tmpdir(), 'ndc-node-'))
  const node = await startNode({
    folder,
    genesis: testGenesis(),
    consensus: 'solo',
    listen: { port: 0 },
    mode: 'archive',
    clock: systemClock,
    log: openLog('silent'),
    onFault(error) {
      throw error
    },
    ...more,
  })
  return {
    ...node,
    folder,
    async [Symbol.asyncDispose]() {
      await node.close()
      if (!more.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Answer = {
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** One call of JSON-RPC, answered as it stands on the wire. */
export async function callRpc(
  url: string,
  method: string,
  ...params: readonly unknown[]
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return (await answer.json()) as Answer
}

/** Waits until something holds, for at most five seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await holds()) return
    await wait(20)
  }
  throw new Error('it does not hold after five seconds')
}
