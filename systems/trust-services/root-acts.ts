import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { Authority } from './authority.ts'
import type { AuthorityView } from './contract.ts'
import type { RootFolder } from './keys/root-folder.ts'
import type { Revocations } from './revocation.ts'
import type { Issued } from './storage/certificates.ts'
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
  async function serving(profile: 'root' | 'issuing'): Promise<Issued> {
    const found = (await authority.authorities()).find(
      (it) => it.profile === profile && !it.supersededAt && !it.revocation,
    )
    if (!found) throw new Error(`There is no ${profile} authority.`)
    return found
  }

  const acts = {
    /** The root's first list goes with the hierarchy. */
    async begin(): Promise<void> {
      const top = await serving('root')
      if (!(await revocations.listOf(top.keyIdentifier))) await acts['publish-list']()
    },

    async 'publish-list'(): Promise<void> {
      await revocations.publish(await serving('root'), true)
    },

    async 'renew-issuing'(): Promise<void> {
      await db.transaction().execute((own) => authority.renewIssuing(own))
      authority.forget()
      await revocations.publishDue()
    },

    async state(): Promise<AuthorityView> {
      const [top, issuing] = [await serving('root'), await serving('issuing')]
      const list = await revocations.listOf(top.keyIdentifier)
      const until = list?.nextUpdate ?? clock.now()
      return {
        rootPresent: root.present,
        rootListUntil: until.toISOString(),
        rootListDue: until.getTime() - noticeMs < clock.now().getTime(),
        issuingUntil: issuing.notAfter.toISOString(),
        issuingDue: issuing.servesUntil <= clock.now(),
      }
    },

    /**
     * Does what is due where nobody could be asked: in a demonstration. In production it only
     * says so, since the root key is used when an operator says so, and never else.
     */
    async doDue(): Promise<void> {
      const { rootListDue, issuingDue } = await acts.state()
      if (!rootListDue && !issuingDue) return
      if (mode === 'production' || !root.present) {
        log.error({ rootListDue, issuingDue }, 'an act of the root authority is due')
        return
      }
      if (rootListDue) await acts['publish-list']()
      if (issuingDue) await acts['renew-issuing']()
    },
  }
  return acts
}
