import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type pg from 'pg'
import { auditCenter, auditStorage, connect } from '#testing/faults-audit'
import { openFaceAudit } from '#testing/faults-faces'
import { openLedger, promised, untilPromised } from '#testing/faults-ledger'
import { composeAfterCut, copyMoving } from '#testing/faults-power'
import { chancesOf, keepWorking, openCrowd } from '#testing/faults-rounds'
import { openStand, type Stand } from '#testing/faults-stand'

test('what was acknowledged survives a power cut that loses and tears unsynced writes', async () => {
  const seed = randomInt(2 ** 32)
  const chance = chancesOf(seed)
  await using stand = await openStand()
  await stand.start()
  const ledger = openLedger()
  const { clients, errands } = await openCrowd(stand, ledger, chance)
  const folder = (name: string) => join(stand.dataDir, name)
  const data = join(stand.postgresDir, 'data')
  const work = (meanwhile: () => Promise<void>) => keepWorking(errands, ledger, meanwhile)

  await work(() => untilPromised(ledger, 4))
  const db = await connect(stand)
  db.on('error', () => undefined) // it ends with the power
  await db.query(`alter system set wal_keep_size = '1GB'`)
  await db.query('select pg_reload_conf()')
  await db.query('checkpoint')
  copyMoving(data, folder('synced'))
  const early = await flushed(db)
  const before = promised(ledger)
  let late = ''
  await work(async () => {
    await untilPromised(ledger, 4)
    await db.query('checkpoint') // writes the pages; that it ended, the disk never learnt
    copyMoving(data, folder('written'))
    await untilPromised(ledger, 8)
    stand.freeze()
    late = await flushed(db)
    await stand.kill('both')
  })
  renameSync(data, folder('last'))
  assert.ok(promised(ledger) > before)

  const [synced, written, last] = [folder('synced'), folder('written'), folder('last')]
  await putPowerOn(stand, () =>
    composeAfterCut({ synced, written, last, flushed: late }, data, chance),
  )
  assert.match(readFileSync(join(stand.postgresDir, 'postgres.log'), 'utf8'), /redo starts at/)
  const wrong = await auditCenter(stand, ledger)
  const damaged = await auditStorage(stand)
  assert.deepEqual([...wrong, ...damaged], [], `seed ${seed}`)
  await work(() => untilPromised(ledger, 2))
  const faces = openFaceAudit(stand, clients)
  const later = [...(await auditCenter(stand, ledger)), ...(await faces())]
  assert.deepEqual(later, [], `seed ${seed}, after more work`)

  // The opposite: a disk that forgets what it said was flushed. The audit must find that.
  await stand.kill('both')
  await putPowerOn(stand, () =>
    composeAfterCut({ synced, written: synced, last, flushed: early }, data, () => 0),
  )
  const found = (await auditCenter(stand, ledger)).join('\n')
  for (const sentence of [
    'an acknowledged submission is lost',
    'a disclosure that was answered is not in the audit book',
  ]) {
    assert.ok(found.includes(sentence), `not found: ${sentence}\n${found}`)
  }
})

async function putPowerOn(stand: Stand, compose: () => void): Promise<void> {
  const data = join(stand.postgresDir, 'data')
  rmSync(data, { recursive: true, force: true })
  compose()
  await stand.start()
}

/** Up to where the log is sure to lie on the disk. */
async function flushed(db: pg.Client): Promise<string> {
  const { rows } = await db.query<{ at: string }>('select pg_current_wal_flush_lsn() as at')
  return rows[0]?.at ?? ''
}
