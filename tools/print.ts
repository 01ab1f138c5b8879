/**
 * Prints what is checked in and must not drift: schema types, OpenAPI, settings, problems, the
 * notices of third parties, and the compiled system contracts of the chain.
 * `npm run print` writes; the test in test/printed compares.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { printContracts } from '#blockchain/printing'
import { readConfig } from '#kernel/config'
import { openCenter } from '#server/center'
import { sections } from '#server/config'
import { printNotices } from './print-notices.ts'
import { printSchemas } from './print-schema.ts'
import { printOpenApi, printProblems, printSettings } from './printing.ts'

const data = mkdtempSync(join(tmpdir(), 'ndc-print-'))
chmodSync(data, 0o711) // as root, the embedded database runs as another user
const config = readConfig(sections, {
  NDC_DATA: data,
  NDC_PORT: '0',
  NDC_NATION_PEOPLE: '0',
  NDC_LOG_LEVEL: 'silent',
})
const center = await openCenter(config, () => undefined)
const rooms = Object.values(center.rooms).map((it) => it.name)
await printSchemas(center.postgres.ownerUrl, rooms, false)
const all = [
  printOpenApi(center),
  printSettings(),
  printProblems(),
  printNotices(),
  ...printContracts(),
]
for (const { file, text } of all) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
await center.close()
rmSync(data, { recursive: true, force: true })
