/**
 * `npm run bench -- NAME` measures against a named peer in the same run: it prints a table and,
 * last, its headline as one line of JSON.
 */
import { run, runNamed } from './run.ts'

run(process.execPath, ['tools/build-portal.ts'])
runNamed('bench')
