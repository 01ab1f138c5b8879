import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findDrift } from '#blockchain/printing'
import { openTestHouse } from '#testing/house'
import { printNotices } from '#tools/print-notices'
import { printSchemas } from '#tools/print-schema'
import { type Printed, printOpenApi, printProblems, printSettings } from '#tools/printing'

function assertSame({ file, text }: Printed): void {
  const kept = readFileSync(file, 'utf8')
  assert.ok(kept === text, `${file} is out of date: run "npm run print" and look at the change.`)
}

test('what is printed and checked in is what the program says today', async () => {
  await using house = await openTestHouse()
  assertSame(printOpenApi(house))
  assertSame(printSettings())
  assertSame(printProblems())
  const rooms = Object.values(house.rooms).map((it) => it.name)
  assert.deepEqual(await printSchemas(house.postgres.ownerUrl, rooms, true), [])
})

test('the notices of third parties name every package, each under a licence that may stand here', () => {
  const notices = printNotices()
  assertSame(notices)
  assert.doesNotMatch(notices.text, /\| (not said|[^|]*GPL[^|]*|SSPL[^|]*|UNLICENSED) \|/)
})

test('the compiled system contracts are those of the checked-in sources', () => {
  assert.equal(findDrift(), undefined, 'run "npm run print" and look at the change.')
})
