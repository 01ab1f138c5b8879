/** A center that orders documents like one it has issued before, as many as it is told to. */
import { readConfig } from '#kernel/config'
import { newId } from '#kernel/id'
import { openCenter } from '#server/center'
import { sections } from '#server/config'
import type { Told } from './served.ts'

const tell = (it: Told | { documents: string[] }) => void process.send?.(it)

const center = await openCenter(readConfig(sections, process.env), () => undefined)
const { kernel, rooms } = center

/** A decision's order, once for each of so many cases, together in one transaction of ten. */
async function order(count: number): Promise<string[]> {
  const { rows: all } = await kernel.database.pool('documents').query(
    `select type, holder_id as "holderId", keeper_ids as "keeperIds", claims,
       valid_until as "validUntil", organisation_id as "organisationId", signer_id as "signerId",
       signer_name as "signerName", confirmation_id as "confirmationId", shown_digest as digest
     from documents.document order by ordered_at limit 1`,
  )
  const [{ confirmationId, digest, signerName, ...like }] = all
  const actor = {
    kind: 'official' as const,
    id: like.signerId,
    name: signerName,
    purpose: 'public-services.decision',
    basis: '',
    requestId: 'bench',
  }
  const db = kernel.database.room('public-services')
  const caseIds = Array.from({ length: count }, () => newId('case', kernel.clock.now()))
  for (const caseId of caseIds) {
    const it = { ...like, caseId, confirmation: { id: confirmationId, digest } }
    await db.transaction().execute((tx) => rooms.documents.order(tx, it, actor))
  }
  while ((await kernel.jobs.waiting()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const ids = await Promise.all(caseIds.map((it) => rooms.documents.ofCase(it)))
  return ids.flat()
}

const { url } = center
tell({ kind: 'open', url, tokenUrl: url, ownerUrl: center.postgres.ownerUrl })
process.on('message', (count: number) => void order(count).then((documents) => tell({ documents })))
process.once('SIGTERM', () => void center.close().then(() => process.exit(0)))
