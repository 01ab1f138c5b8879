/**
 * An S3 server that was not written here takes the archive of a gateway's log: `npm run judge --
 * object-storage`. It is moto's (`pip install 'moto[server]'`), or any that NDC_TEST_OBJECT_STORAGE
 * names by its address and that lets anyone in.
 */
import { spawn } from 'node:child_process'
import { wait } from '#kernel/clock'
import { freePort } from '#testing/house'
import { program } from '#testing/programs'
import { run } from '#tools/run'

const given = process.env['NDC_TEST_OBJECT_STORAGE']
if (given === undefined && program('moto_server') === undefined) {
  process.stderr.write("moto_server is not installed: pip install 'moto[server]'\n")
  process.exit(2)
}
const port = await freePort()
const server = given === undefined ? spawn('moto_server', ['-p', String(port)]) : undefined
process.on('exit', () => server?.kill())
const endpoint = given ?? `http://127.0.0.1:${port}`
for (let tries = 0; tries < 100; tries++) {
  if (await fetch(endpoint).catch(() => undefined)) break
  await wait(100)
}
const tests = ['systems/data-coordination/test/evidence-log.test.ts']
run(process.execPath, ['tools/test.ts', ...tests], { NDC_TEST_OBJECT_STORAGE: endpoint })
process.stdout.write(`${endpoint} took the archive and gave it back; its chain is whole.\n`)
process.exit(0)
