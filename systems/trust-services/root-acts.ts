import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import { type Authority, center } from './authority.ts'
import type { AuthorityView } from './contract.ts'
import type { RootFolder } from './keys/root-folder.ts'
import type { Revocations } from './revocation.ts'
import { findServing, type Issued } from './storage/certificates.ts'
import type { Schema } from './storage/schema.ts'

export type RootActs = ReturnType<typeof openRootActs>

const dayMs = 86_400_000
/** The root's list is due this long before it ends: time to fetch the key from where it is kept. */
const noticeMs = 95 * dayMs

/** The few things that need the root key. An operator asks for each of them. */
export function openRootActs(
  { clock, mode, log }: Kernel,
  db: Kysely<Schema>,
  root: RootFolder,
  authority: Authority,
  revocations: Revocations,
) {
  async function top(): Promise<Issued> {
    const found = await findServing(db, 'root', center)
    if (!found) throw new Error('There is no root.')
    return found
  }

  const acts = {
    /** The root's first list goes with the hierarchy. */
    async begin(): Promise<void> {
      const { keyIdentifier } = await top()
      if (!(await revocations.listOf(keyIdentifier))) await acts['publish-list']()
    },

    async 'publish-list'(): Promise<void> {
      await revocations.publish(await top(), true)
    },

    async 'renew-issuing'(): Promise<void> {
      await db.transaction().execute((own) => authority.renewIssuing(own))
      authority.forget()
      await revocations.publishDue()
    },

    async state(): Promise<AuthorityView> {
      const { keyIdentifier } = await top()
      const list = await revocations.listOf(keyIdentifier)
      // Revoked, it is as if it had ended: the root has to certify another.
      const issuing = await findServing(db, 'issuing', center)
      const until = list?.nextUpdate ?? clock.now()
      return {
        rootPresent: root.present,
        rootListUntil: until.toISOString(),
        rootListDue: until.getTime() - noticeMs < clock.now().getTime(),
        issuingUntil: (issuing?.notAfter ?? clock.now()).toISOString(),
        issuingDue: !issuing || issuing.servesUntil <= clock.now(),
      }
    },

    /**
     * Does what is due where nobody could be asked: in a demonstration. In production it only
     * says so, since the root key is used when an operator says so, and never else.
     */
    async doDue(): Promise<void> {
      const { rootListDue, issuingDue } = await acts.state()
      if (!rootListDue && !issuingDue) return
      // One that was revoked is a matter for people: nobody replaces it unasked.
      const revoked = !(await findServing(db, 'issuing', center))
      if (mode === 'production' || !root.present || revoked) {
        log.error({ rootListDue, issuingDue }, 'an act of the root authority is due')
        return
      }
      if (rootListDue) await acts['publish-list']()
      if (issuingDue) await acts['renew-issuing']()
    },
  }
  return acts
}
