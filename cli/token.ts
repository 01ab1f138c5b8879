import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, wait } from '#kernel/clock'
import { codeOf } from '#kernel/problem'
import { writeDurably } from '#kernel/secrets'
import { surroundings } from './terminal.ts'

export type Token = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: string
}

const file = join(surroundings.configFolder, 'token.json')
const lock = `${file}.lock`
const staleMs = 60_000

/** The token for a center, from ~/.config/ndc/token.json (mode 0600). */
export function readToken(url: string): Token | undefined {
  return readAll()[url]
}

/** Keeps a token, or forgets it. */
export function writeToken(url: string, token: Token | undefined): void {
  const { [url]: _, ...others } = readAll()
  writeDurably(file, `${JSON.stringify(token ? { ...others, [url]: token } : others, null, 2)}\n`)
}

/**
 * Runs `work` while no other `ndc` changes the tokens: a refresh token works once, and two that
 * bring it would end the log-in.
 */
export async function holdTokens<Result>(work: () => Promise<Result>): Promise<Result> {
  mkdirSync(surroundings.configFolder, { recursive: true, mode: 0o700 })
  while (!tryLock()) await wait(50)
  try {
    return await work()
  } finally {
    rmdirSync(lock)
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    if (isStale()) rmdirSync(lock)
    return false
  }
}

/** Left behind by a run that was killed. */
function isStale(): boolean {
  const made = statSync(lock, { throwIfNoEntry: false })
  return made !== undefined && systemClock.now().getTime() - made.mtimeMs > staleMs
}

function readAll(): Record<string, Token> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Token>
  } catch {
    return {}
  }
}
