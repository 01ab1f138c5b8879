import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

/** Runs a program with this terminal; ends this process with its status when it fails. */
export function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): void {
  // The programs that npm brought come first, whoever calls: an npm script or a person.
  const path = [join(import.meta.dirname, '../node_modules/.bin'), process.env['PATH'] ?? '']
  const surroundings = { ...process.env, PATH: path.join(delimiter), ...env }
  const done = spawnSync(program, args, { stdio: 'inherit', env: surroundings })
  if (done.error) throw done.error
  if (done.status !== 0) process.exit(done.status ?? 1)
}

/** Runs the program of a folder that the command line names, or says which there are. */
export function runNamed(folder: string): void {
  const [name = '', ...rest] = process.argv.slice(2)
  const file = `${folder}/${name}.ts`
  if (/^[a-z-]+$/.test(name) && existsSync(file)) {
    run(process.execPath, [file, ...rest])
    return
  }
  const known = globSync(`${folder}/*.ts`).map((it) => basename(it, '.ts'))
  process.stderr.write(`Say which of these: ${known.toSorted().join(', ')}.\n`)
  process.exit(2)
}
