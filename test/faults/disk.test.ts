import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wait } from '#kernel/clock'
import { auditCenter, auditStorage } from '#testing/faults-audit'
import { openSmallDisk, smallDisks } from '#testing/faults-disk'
import { openFaceAudit } from '#testing/faults-faces'
import { openLedger, untilPromised } from '#testing/faults-ledger'
import { chancesOf, keepWorking, openCrowd } from '#testing/faults-rounds'
import { openStand } from '#testing/faults-stand'

test(
  'a full disk is told, loses nothing, and is over when there is space',
  smallDisks,
  async () => {
    using disk = openSmallDisk('run', 320)
    await using stand = await openStand({ folder: disk.folder })
    await stand.start()
    const ledger = openLedger()
    const { clients, errands } = await openCrowd(stand, ledger, chancesOf(1))
    await keepWorking(errands, ledger, async () => {
      await untilPromised(ledger, 4)
      disk.fill()
      await wait(1_500)
      const health = await fetch(`${stand.url}/health`)
      assert.equal(health.status, 503)
      assert.match(await health.text(), /disk full|database away/)
      disk.free()
      await stand.healthy()
      await untilPromised(ledger, 4)
    })
    const wrongFaces = openFaceAudit(stand, clients)
    assert.deepEqual(await auditCenter(stand, ledger), [])
    assert.deepEqual([...(await auditStorage(stand)), ...(await wrongFaces())], [])
  },
)
