/**
 * Runs the tests: all of them, or the files given. Every file has a process of its own and two run
 * at a time. The pages are built before, as for a start.
 */
import { run } from './run.ts'

const given = process.argv.slice(2)
const files =
  given.length > 0
    ? given
    : [
        'systems/*/test/*.test.ts',
        'systems/*/domain/*.test.ts',
        'kernel/*.test.ts',
        'engines/*/*.test.ts',
        'nation/**/*.test.ts',
        'test/**/*.test.ts',
      ]
run(process.execPath, ['tools/build-portal.ts'])
run(process.execPath, [
  '--test',
  '--test-concurrency=2',
  '--test-global-setup=./test/support/global-setup.ts',
  '--test-reporter=./test/support/reporter.ts',
  ...files,
])
