import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '#kernel/config'
import { type Center, openCenter } from '#server/center'
import { sections } from '#server/config'
import { say } from './report.ts'

/** A whole center on a disk folder of its own, with a synthetic nation of so many people. */
export async function openStand(people: number): Promise<Center & AsyncDisposable> {
  const folder = makeFolder('center')
  const center = await openCenterIn(folder, people)
  return {
    ...center,
    async [Symbol.asyncDispose]() {
      await center.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A folder in which a center was filled and, by `prepare`, furnished; none is at work on it. */
export async function prepareFolder(
  people: number,
  prepare: (center: Center) => Promise<void>,
): Promise<{ path: string } & Disposable> {
  const path = makeFolder('center')
  const center = await openCenterIn(path, people)
  await prepare(center)
  await center.close()
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

function openCenterIn(folder: string, people: number): Promise<Center> {
  const config = readConfig(sections, {
    NDC_DATA: folder,
    NDC_PORT: '0',
    NDC_NATION_PEOPLE: String(people),
    NDC_LOG_LEVEL: 'error',
    NDC_WORK: 'none',
  })
  let saidAt = 0
  return openCenter(config, (line, passing) => {
    if (passing && performance.now() - saidAt < 5_000) return
    saidAt = performance.now()
    say(line)
  })
}

/** A new folder under NDC_BENCH_FOLDER, or /tmp; the embedded database may run as another user. */
export function makeFolder(name: string): string {
  const root = process.env['NDC_BENCH_FOLDER'] ?? '/tmp'
  mkdirSync(root, { recursive: true })
  const folder = mkdtempSync(join(root, `nation-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}
