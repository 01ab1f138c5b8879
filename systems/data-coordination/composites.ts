import { type Id, newId } from '#kernel/id'
import type { By } from './changes.ts'
import { faultOfComposite } from './domain/composite.ts'
import type { Composite } from './domain/configuration.ts'
import type { Members } from './members.ts'
import type { Needs } from './needs.ts'
import { malformed, taken, unknown } from './problems.ts'
import {
  type CompositeKept,
  deleteComposite,
  insertComposite,
  listComposites,
  updateComposite,
} from './storage/composites.ts'
import { findService } from './storage/services.ts'

type Parts = Pick<Needs, 'kernel' | 'db' | 'changes'> & { members: Members }
type Said = Pick<Composite, 'title' | 'timeBudgetMs' | 'parts'>

export type Composites = ReturnType<typeof openComposites>

/** Questions to several services at once, defined by the steward of the one who asks. */
export function openComposites({ kernel: { clock }, db, changes, members }: Parts) {
  async function check({ parts }: Said): Promise<void> {
    const kinds = new Map<string, 'rest' | 'feed' | 'files'>()
    for (const { service } of parts) {
      const found = await findService(db, { code: service })
      if (found && found.state !== 'withdrawn') kinds.set(service, found.kind)
    }
    const fault = faultOfComposite({ parts }, (it) => kinds.get(it))
    if (fault) throw malformed(fault)
  }

  /** One that they may change. */
  async function composite(by: By, id: Id<'composite'>): Promise<CompositeKept> {
    const found = (await listComposites(db)).find((it) => it.id === id)
    if (!found) throw unknown('composite')
    await members.subsystem(by, found.clientId)
    return found
  }

  return {
    async define(
      by: By,
      clientId: Id<'subsystem'>,
      code: string,
      said: Said,
    ): Promise<Id<'composite'>> {
      const { code: client } = await members.subsystem(by, clientId)
      await check(said)
      const changedAt = clock.now()
      const id = newId('composite', changedAt)
      await db.transaction().execute(async (tx) => {
        const made = { ...said, id, code, client, clientId, changedAt }
        if (!(await insertComposite(tx, made))) throw taken(code)
        await changes.make(tx, by, {
          kind: 'composite-defined',
          subject: code,
          words: { vi: `Đặt câu hỏi gộp ${said.title.vi}`, en: `Defined ${said.title.en}` },
        })
      })
      return id
    },

    async change(by: By, id: Id<'composite'>, said: Said): Promise<void> {
      const before = await composite(by, id)
      await check(said)
      await db.transaction().execute(async (tx) => {
        await updateComposite(tx, { ...before, ...said, changedAt: clock.now() })
        await changes.make(tx, by, {
          kind: 'composite-changed',
          subject: before.code,
          words: { vi: `Sửa câu hỏi gộp ${said.title.vi}`, en: `Changed ${said.title.en}` },
        })
      })
    },

    async remove(by: By, id: Id<'composite'>): Promise<void> {
      const { code, title } = await composite(by, id)
      await db.transaction().execute(async (tx) => {
        await deleteComposite(tx, id)
        await changes.make(tx, by, {
          kind: 'composite-removed',
          subject: code,
          words: { vi: `Gỡ câu hỏi gộp ${title.vi}`, en: `Removed ${title.en}` },
        })
      })
    },
  }
}
