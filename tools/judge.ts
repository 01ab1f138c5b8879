/**
 * `npm run judge -- NAME` asks an independent program about what this one makes: it runs
 * `test/judges/NAME.ts`, which ends with a status other than zero when the two disagree or the
 * program is absent.
 */
import { existsSync, globSync } from 'node:fs'
import { basename } from 'node:path'
import { run } from './run.ts'

const [name = '', ...rest] = process.argv.slice(2)
const file = `test/judges/${name}.ts`
if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const known = globSync('test/judges/*.ts').map((it) => basename(it, '.ts'))
  process.stderr.write(`Say which judge: ${known.toSorted().join(', ')}.\n`)
  process.exit(2)
}
run(process.execPath, [file, ...rest])
