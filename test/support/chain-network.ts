/** A network of validators, each a process with its CometBFT, to be killed and lied to. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { cometVersion, layOutNetwork, validatorPower } from '#engines/chain'
import { wait } from '#kernel/clock'
import { program } from './programs.ts'

const chainId = 70_402
export const accountOf = (number: number) =>
  privateKeyToAccount(`0x${number.toString(16).padStart(64, '0')}`)

/** Where cometbft lies; built by Go where it is absent and Go is there. */
export function needComet(say: (line: string) => void): string {
  const known =
    process.env['NDC_CHAIN_COMETBFT'] ?? program('cometbft') ?? join(homedir(), 'go/bin/cometbft')
  if (existsSync(known)) return known
  const go = program('go') ?? '/usr/local/go/bin/go'
  if (!existsSync(go)) {
    throw new Error('Neither cometbft nor Go (1.22 or newer) is here to build it with.')
  }
  say(`go install cometbft v${cometVersion}`)
  const source = `github.com/cometbft/cometbft/cmd/cometbft@v${cometVersion}`
  const { status } = spawnSync(go, ['install', source], { stdio: 'inherit' })
  if (status !== 0) throw new Error('Go did not build cometbft.')
  return known
}

/** Another program in the place of the network's CometBFT, or other surroundings for it. */
export type OtherComet = { comet?: string; env?: Record<string, string> }

export type Fault = '' | 'invalid-transaction' | 'wrong-hash' | 'own-order'

/** Four validators, each of a member whose account is number 11, 12, 13 or 14, and observers. */
export function layOut(folder: string, comet: string, observers: number, firstPort: number) {
  const genesisFile = join(folder, 'genesis.json')
  const { nodes } = layOutNetwork({
    folder,
    chainId: `ndc-${chainId}`,
    validators: 4,
    observers,
    firstPort,
    // Long past: a CometBFT whose clock is behind would sleep until the chain begins.
    at: new Date(Date.now() - 86_400_000),
    appState(validators) {
      const genesis = genesisOf(validators.map(({ key }) => key))
      writeFileSync(genesisFile, JSON.stringify(genesis))
      return genesis
    },
  })
  return nodes.map((it, at) =>
    openNode(it, { folder, genesisFile, comet, port: firstPort + at * 10 + 2 }),
  )
}

function genesisOf(keys: readonly string[]) {
  return {
    chainId,
    open: false,
    gasLimit: 60_000_000,
    members: [1, 2, 3, 4].map((it) => ({
      name: `Thành viên ${it}`,
      gasPerDay: 1_000_000_000_000,
      mayDeploy: true,
      seated: true,
      accounts: [{ account: accountOf(10 + it).address, rights: 15 }],
    })),
    validators: keys.map((it, at) => ({
      ed25519Key: `0x${Buffer.from(it, 'base64').toString('hex')}`,
      power: validatorPower,
      member: at + 1,
    })),
    admins: [],
    logs: [],
    alloc: Object.fromEntries(
      [11, 12, 13, 14].map((it) => [accountOf(it).address, { balance: `${10n ** 21n}` }]),
    ),
  }
}

type Surroundings = { folder: string; genesisFile: string; comet: string; port: number }
export type NetworkNode = ReturnType<typeof openNode>

function openNode(
  laidOut: { name: string; home: string; rpc: string; key: string },
  { folder, genesisFile, comet, port }: Surroundings,
) {
  const own = join(folder, laidOut.name, 'chain')
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const keyFile = join(laidOut.home, 'config/priv_validator_key.json')
  const ownKey = readFileSync(keyFile, 'utf8')
  return {
    ...laidOut,
    folder: own,
    /** Where it takes JSON-RPC. */
    url,
    address: (JSON.parse(ownKey) as { address: string }).address,
    async call<Result>(method: string, params: readonly unknown[]): Promise<Result> {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(5_000)
      const answer = await fetch(url, { method: 'POST', headers, body, signal })
      const told = (await answer.json()) as { result: Result; error?: { message: string } }
      if (told.error) throw new Error(`${laidOut.name}: ${told.error.message}`)
      return told.result
    },
    /** Asks its CometBFT. */
    async comet<Result>(path: string): Promise<Result> {
      const answer = await fetch(`${laidOut.rpc.replace('tcp:', 'http:')}/${path}`)
      return ((await answer.json()) as { result: Result }).result
    },
    async start(fault: Fault = '', other: OtherComet = {}): Promise<void> {
      const args = ['systems/blockchain/test/validator-process.ts', own, laidOut.home]
      const it = spawn(
        process.execPath,
        [...args, genesisFile, String(port), other.comet ?? comet, fault],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, ...other.env },
        },
      )
      child = it
      let complaints = ''
      it.stderr.on('data', (piece) => {
        complaints = `${complaints}${String(piece)}`.slice(-2_000)
      })
      await new Promise<void>((resolve, reject) => {
        it.stdout.once('data', () => resolve())
        it.once('close', () => reject(new Error(`${laidOut.name} has ended: ${complaints}`)))
      })
    },
    /** kill -9; its CometBFT dies with it. */
    async kill(): Promise<void> {
      const it = child
      if (!it || it.exitCode !== null || it.signalCode !== null) return
      const ended = new Promise((resolve) => it.once('close', resolve))
      it.kill('SIGKILL')
      await ended
      await wait(300)
    },
    /** Forgets all but its keys and the genesis. */
    forget(): void {
      rmSync(own, { recursive: true, force: true })
      for (const name of ['blockstore.db', 'state.db', 'evidence.db', 'cs.wal']) {
        rmSync(join(laidOut.home, 'data', name), { recursive: true, force: true })
      }
    },
    /** Signs with the key of another, which signs with it as well. */
    takeKeyOf(other: { home: string }): void {
      cpSync(join(other.home, 'config/priv_validator_key.json'), keyFile)
    },
    giveBackKey(): void {
      writeFileSync(keyFile, ownKey)
    },
    settings(change: (text: string) => string): void {
      const file = join(laidOut.home, 'config/config.toml')
      writeFileSync(file, change(readFileSync(file, 'utf8')))
    },
  }
}
