import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPostgres } from '#engines/postgres'
import { wait } from '#kernel/clock'
import { openSecrets } from '#kernel/secrets'
import { auditCenter } from '#testing/faults-audit'
import { openLedger, untilPromised } from '#testing/faults-ledger'
import { chancesOf, keepWorking, openCrowd } from '#testing/faults-rounds'
import { openStand } from '#testing/faults-stand'
import { newFolder } from '#testing/folders'
import { freePort } from '#testing/house'

test('while an ordinary database is away calls are told so, and then the work goes on', async () => {
  const root = newFolder('external')
  // The key of the center, since both set the password of the role that it works under.
  const secrets = openSecrets(join(root, 'data/secrets/master.key'))
  const [port, folder] = [await freePort(), join(root, 'postgres')]
  const open = () => openPostgres({ url: '', port, folder, durable: true }, secrets)
  let postgres = await open()
  try {
    await using stand = await openStand({
      folder: root,
      settings: { NDC_DATABASE_URL: postgres.ownerUrl },
    })
    await stand.start()
    const ledger = openLedger()
    const { clients, errands } = await openCrowd(stand, ledger, chancesOf(1))
    const caller = clients[0]?.caller
    const saying: string[] = []
    await keepWorking(errands, ledger, async () => {
      await untilPromised(ledger, 4)
      await postgres.stop()
      for (let tries = 0; tries < 10; tries++) {
        const answer = await caller?.get('/api/public-services/v1/cases')
        const health = await fetch(`${stand.url}/health`)
        saying.push(
          `${answer?.status} ${answer?.body.code} ${health.status} ${await health.text()}`,
        )
        assert.ok(Number(answer?.headers.get('retry-after')) > 0)
        await wait(100)
      }
      postgres = await open()
      await stand.healthy()
      await untilPromised(ledger, 4)
    })
    const away = '503 kernel.database-away 503 {"status":"database away"}'
    assert.deepEqual(new Set(saying), new Set([away]))
    assert.deepEqual(await auditCenter(stand, ledger), [])
    assert.equal(await stand.stop(), 0)
  } finally {
    await postgres.stop()
    rmSync(root, { recursive: true, force: true })
  }
})
