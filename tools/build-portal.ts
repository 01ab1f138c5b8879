/** Builds the pages when what they are made of has changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { run } from './run.ts'

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `NDC needs Node 24; this is ${process.versions.node}. On Linux "npm ci" brings it along and ` +
      'npm scripts find it; on other systems install Node 24 from nodejs.org.\n',
  )
  process.exit(1)
}

const stampFile = 'portal/dist/.stamp'
const digest = createHash('sha256')
const parts = [
  'portal/**/*',
  'systems/*/{web,domain}/**/*',
  'systems/*/contract*.ts',
  'kernel/*.ts',
  'package-lock.json',
]
for (const file of globSync(parts, { exclude: ['portal/dist/**'] }).toSorted()) {
  if (/\.[a-z]+$/.test(file)) digest.update(file).update(readFileSync(file))
}
const stamp = digest.digest('hex')
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  process.stdout.write('  Building the pages …\n')
  run('vite', ['build', 'portal', '--logLevel', 'warn'])
  writeFileSync(stampFile, stamp)
}
