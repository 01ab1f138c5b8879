/**
 * Runs the tests: all of them, or the files given. Domain tests share one process, since they are
 * pure; the others have a process each and two run at a time.
 */
import { run } from './run.ts'

const given = process.argv.slice(2)
const reporter = '--test-reporter=./test/support/reporter.ts'
const files =
  given.length > 0
    ? given
    : [
        'systems/*/test/*.test.ts',
        'systems/*/domain/*.test.ts',
        'kernel/*.test.ts',
        'engines/*/*.test.ts',
        'nation/*.test.ts',
        'test/**/*.test.ts',
      ]
run(process.execPath, [
  '--test',
  '--test-concurrency=2',
  '--test-global-setup=./test/support/global-setup.ts',
  reporter,
  ...files,
])
