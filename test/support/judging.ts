import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#kernel/config'
import { newSecret } from '#kernel/id'
import { type Center, openCenter } from '#server/center'
import { sections } from '#server/config'
import { freePort, openHouse } from './house.ts'
import { absent } from './programs.ts'

/** What a judge is given: a center that answers at its address, and a folder of its own. */
export type Bench = { readonly center: Center; readonly folder: string }

/** Puts a center before an independent program; throws where the two disagree. */
export type Judge = (bench: Bench, say: (line: string) => void) => Promise<void>

/** A new center with an empty embedded database, its clock the real one. */
export async function openFreshCenter(
  settings: Record<string, string> = {},
): Promise<Bench & AsyncDisposable> {
  const folder = newFolder()
  const config = readConfig(sections, {
    NDC_DATA: join(folder, 'data'),
    NDC_PORT: String(await freePort()),
    NDC_NATION_PEOPLE: '0',
    NDC_LOG_LEVEL: process.env['NDC_TEST_LOG'] ?? 'silent',
    ...settings,
  })
  const center = await openCenter(config, () => undefined)
  return {
    center,
    folder,
    async [Symbol.asyncDispose]() {
      await center.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a judge from the command line, before a center with so many people. */
export async function hold(judge: Judge, programs: readonly string[], people = 0): Promise<void> {
  const missing = absent(programs)
  if (missing.length > 0) {
    process.stderr.write(
      `This judge needs programs that are not installed: ${missing.join(', ')}\n`,
    )
    process.exit(2)
  }
  await using bench = await openFreshCenter({ NDC_NATION_PEOPLE: String(people) })
  try {
    await judge(bench, (line) => void process.stdout.write(`  ${line}\n`))
    process.stdout.write('\nThe judge agrees.\n')
  } catch (error) {
    process.stdout.write(`\nThe judge disagrees.\n${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

/**
 * Runs a judge inside a test. Outside programs look at the real time, so this house opens today,
 * with an authority of its own.
 */
export async function sit(judge: Judge, people = 0): Promise<void> {
  const folder = newFolder()
  const database = `ndc_judge_${newSecret(6).replace(/\W/g, '').toLowerCase()}`
  const dataDir = join(folder, 'data')
  const house = await openHouse({ database, dataDir, people, at: new Date().toISOString() })
  try {
    await judge({ center: house, folder }, () => undefined)
  } finally {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-judge-'))
  chmodSync(folder, 0o711) // as root, the embedded database runs as another user
  return folder
}
