/**
 * `npm run judge -- NAME` asks an independent program about what this one makes. It ends with a
 * status other than zero when the two disagree or the program is absent.
 */
import { run, runNamed } from './run.ts'

run(process.execPath, ['tools/build-portal.ts'])
runNamed('test/judges')
