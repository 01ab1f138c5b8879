/** Types, lint, format and the rules of the house, in the order of how fast they tell. */
import { run } from './run.ts'

run('biome', ['format', '.'])
run('tsc', ['-p', 'tsconfig.json'])
run('tsc', ['-p', 'tsconfig.portal.json'])
run('oxlint', [
  '--type-aware',
  'kernel',
  'engines',
  'nation',
  'server',
  'systems',
  'portal',
  'cli',
  'tools',
  'bench',
  'test',
])
run(process.execPath, [
  '--test',
  '--test-reporter=./test/support/reporter.ts',
  'test/rules/*.test.ts',
])
