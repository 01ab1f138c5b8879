/** A node of the chain in a process of its own, for programs that judge it from outside. */
import { spawn } from 'node:child_process'

/** The keys of two members' accounts that are rich in the coin of this node's chain. */
export const chainKeys = [11, 21].map((it) => `0x${it.toString(16).padStart(64, '0')}`)

export async function openChainNode(): Promise<AsyncDisposable & { readonly url: string }> {
  const program = 'systems/blockchain/test/node-process.ts'
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (piece) => resolve(String(piece).trim()))
    child.once('close', () => reject(new Error('The node has ended before it was open.')))
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs a program in a folder with this terminal; throws when it does not succeed. */
export async function runIn(
  folder: string,
  env: Record<string, string>,
  program: string,
  ...args: readonly string[]
): Promise<void> {
  const child = spawn(program, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    timeout: 300_000,
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}.`)
}
