import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSmallDisk, smallDisks } from '#testing/faults-disk'
import { openStand, startInVain } from '#testing/faults-stand'
import { newFolder } from '#testing/folders'
import { freePort } from '#testing/house'

/** One or two sentences, and nothing of the inside of the program. */
function assertPlain({ status, said }: { status: number | null; said: string }, sentence: RegExp) {
  assert.equal(status, 1, said)
  assert.match(said, sentence)
  assert.doesNotMatch(said, /\n\s+at |Error:|\.ts\b|node:internal/)
}

test('a second start on the same data is refused, and the first works on', async () => {
  await using stand = await openStand()
  await stand.start()
  const second = { NDC_DATA: stand.dataDir, NDC_PORT: String(await freePort()) }
  assertPlain(await startInVain(second), /^Another NDC \(process \d+\) is at work on .*\n$/)
  assert.equal((await fetch(`${stand.url}/health`)).status, 200)

  const elsewhere = newFolder('second')
  try {
    const port = new URL(stand.url).port
    assertPlain(
      await startInVain({ NDC_DATA: elsewhere, NDC_PORT: port, NDC_NATION_PEOPLE: '0' }),
      /^Port \d+ is in use\. Choose another with --port\.\n$/,
    )
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
  assert.equal(await stand.stop(), 0)
})

test('what stands in the way of a start is told in a sentence', async () => {
  const folder = newFolder('start')
  const settings = { NDC_DATA: join(folder, 'data'), NDC_PORT: String(await freePort()) }
  try {
    const nobody = await freePort()
    assertPlain(
      await startInVain({ ...settings, NDC_DATABASE_URL: `postgres://x:y@127.0.0.1:${nobody}/z` }),
      /^The database at 127\.0\.0\.1:\d+\/z cannot be used: nobody is listening there/,
    )
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    assertPlain(
      await startInVain({ ...settings, NDC_DATABASE_PORT: String(port) }),
      /^The database port is in use\. Set NDC_DATABASE_PORT/,
    )
    taken.close()
    writeFileSync(join(folder, 'file'), '')
    assertPlain(
      await startInVain({ ...settings, NDC_DATA: join(folder, 'file') }),
      /is no folder\. Choose another with --data/,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test(
  'a disk without space is told in a sentence, and a start with space succeeds',
  smallDisks,
  async () => {
    using disk = openSmallDisk('start', 24)
    const settings = { NDC_DATA: join(disk.folder, 'data'), NDC_PORT: String(await freePort()) }
    assertPlain(await startInVain(settings), /^The disk of .* is full\. Free some space/)
    disk.resize(400)
    await using stand = await openStand({ folder: disk.folder })
    await stand.start()
    await stand.stop()
  },
)

test('a folder that cannot be written to is told in a sentence', async () => {
  const folder = newFolder('closed')
  mkdirSync(join(folder, 'data'), { mode: 0o500 })
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const main = join(import.meta.dirname, '../../server/main.ts')
  const done = spawnSync(process.execPath, [main], {
    ...asNobody,
    encoding: 'utf8',
    env: { NDC_DATA: join(folder, 'data'), NDC_PORT: String(await freePort()) },
  })
  rmSync(folder, { recursive: true, force: true })
  assertPlain(
    { status: done.status, said: done.stdout + done.stderr },
    /^This user may not write to .*Choose another folder with --data/,
  )
})
