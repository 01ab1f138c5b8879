import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { wait } from '#kernel/clock'
import { reachControl } from './index.ts'

test('the process of the agencies ends with its parent, even when that is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-agencies-'))
  const nation = { seed: 1, people: 150, today: '2026-11-23' }
  const task = { folder, nation, center: 'http://127.0.0.1:9', version: 'test', logLevel: 'silent' }
  const parent = join(folder, 'parent.mjs')
  const door = new URL('./index.ts', import.meta.url).href
  writeFileSync(
    parent,
    `const { startAgencies } = await import('${door}'); startAgencies(${JSON.stringify(task)})`,
  )
  const started = spawn(process.execPath, [parent], { stdio: 'ignore' })
  try {
    const { list } = reachControl(folder)
    const until = async (there: boolean): Promise<boolean> => {
      for (let waited = 0; waited < 30_000; waited += 100) {
        if (((await list()) !== undefined) === there) return true
        await wait(100)
      }
      return false
    }
    assert.ok(await until(true), 'the agencies answer')
    // Without a center they say why they are not on.
    await wait(500)
    for (const it of (await list()) ?? []) assert.notEqual(it.state, 'on')
    started.kill('SIGKILL')
    await once(started, 'exit')
    assert.ok(await until(false), 'nobody answers any more')
  } finally {
    started.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
