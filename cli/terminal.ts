import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Language, Words } from '#kernel/words'

/** The command line's surroundings: the only place here that looks at them. */
export const surroundings = {
  args: process.argv.slice(2),
  configFolder: join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'ndc'),
  url: 'http://localhost:8080',
  path: process.env['PATH'] ?? '',
  /** The program of CometBFT; empty: it is looked for on the path. */
  comet: process.env['NDC_CHAIN_COMETBFT'] ?? '',
  language: languageOfSystem(process.env['LC_ALL'] || process.env['LANG'] || ''),
}

function languageOfSystem(locale: string): Language {
  return /^en/i.test(locale) ? 'en' : 'vi'
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2))
}

/** Until the system or the person at the keys asks this process to end. */
export function untilAsked(): { readonly signal: AbortSignal; readonly wait: Promise<void> } {
  const asked = new AbortController()
  const wait = new Promise<void>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        asked.abort()
        resolve()
      })
    }
  })
  return { signal: asked.signal, wait }
}

/** A line from standard input: asked for on a terminal, else the first line of what is piped in. */
export async function readLine(question: string): Promise<string> {
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: process.stdin.isTTY,
  })
  try {
    if (process.stdin.isTTY) return (await lines.question(`${question}: `)).trim()
    for await (const line of lines) return line.trim()
    return ''
  } finally {
    lines.close()
  }
}

/** Rows as a table whose columns are as wide as their longest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => width(row[at] ?? ''))))
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((it) => '─'.repeat(it)).join('  ')
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Facts one under the other, their names in a column. */
export function facts(all: readonly (readonly [name: string, value: string])[]): string {
  const longest = Math.max(...all.map(([name]) => width(name)))
  return all
    .map(([name, value]) => `${name}${' '.repeat(longest - width(name))}  ${value}`)
    .join('\n')
}

/** Columns on the screen: accents that stand apart take none. */
function width(text: string): number {
  return Array.from(text.normalize('NFC').replace(/\p{M}/gu, '')).length
}

/** What a run was told: words, and where and how to answer. */
export type Told = {
  readonly words: readonly string[]
  readonly options: ReadonlyMap<string, string | true>
  readonly url: string
  readonly json: boolean
  readonly language: Language
}

/** Why a run ends early. Exit codes: 1 refused, 2 misunderstood, 3 not logged in, 4 unreachable. */
export class Failure extends Error {
  readonly exitCode: 1 | 2 | 3 | 4
  readonly words: Words

  constructor(exitCode: 1 | 2 | 3 | 4, words: Words) {
    super(words.en)
    this.exitCode = exitCode
    this.words = words
  }
}

export type Command = {
  /** The words that call it, and what stands after them. */
  readonly usage: string
  readonly words: Words
  readonly options: readonly string[]
  /** Words that must follow, at least and at most. */
  readonly takes: readonly [number, number]
  /** Resolves with the exit code. */
  run(told: Told): Promise<number>
}
