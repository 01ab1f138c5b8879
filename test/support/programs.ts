import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestOptions } from 'node:test'

/** Where a program of the machine lies, or undefined when it is not installed. */
export function program(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

/** Those of the programs that are not installed. */
export function absent(names: readonly string[]): string[] {
  return names.filter((it) => program(it) === undefined)
}

/** Options of a test that needs these programs: it is skipped, and says which are absent. */
export function needs(...names: string[]): TestOptions {
  const missing = absent(names)
  return missing.length > 0 ? { skip: `not installed: ${missing.join(', ')}` } : {}
}

/** `text` is what the program said on both outputs, `out` the bytes of its standard output. */
export type Said = { readonly status: number | null; readonly text: string; readonly out: Buffer }

/**
 * Runs a program to its end and hears what it says. The loop goes on meanwhile, so that the
 * program may ask the server of this very process.
 */
export function listen(
  name: string,
  args: readonly string[],
  { input, timeoutMs = 60_000 }: { input?: Uint8Array; timeoutMs?: number } = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const [said, out]: [Buffer[], Buffer[]] = [[], []]
    const child = spawn(name, args, { timeout: timeoutMs })
    child.stdout.on('data', (part: Buffer) => {
      said.push(part)
      out.push(part)
    })
    child.stderr.on('data', (part: Buffer) => said.push(part))
    child.stdin.on('error', () => undefined) // it may end without reading
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({ status, text: Buffer.concat(said).toString(), out: Buffer.concat(out) }),
    )
  })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
