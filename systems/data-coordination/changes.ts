import type { Transaction } from 'kysely'
import { newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import { insertChange, nextVersion, readVersion } from './storage/changes.ts'
import type { Schema } from './storage/schema.ts'

/** Who changes the registry, and for which members: those of the organisations named, or all. */
export type By = {
  readonly id: string
  readonly name: string
  readonly organisations: 'all' | readonly string[]
}

/** The center itself: its jobs, and what a demonstration begins with. */
export const center: By = { id: 'data-coordination', name: 'NDC', organisations: 'all' }

export type Step = { readonly kind: string; readonly subject: string; readonly words: Words }

export type Changes = ReturnType<typeof openChanges>

/** Writes down who changed what, and has gateways told of it. */
export function openChanges({ clock, jobs }: Kernel) {
  const enter = (tx: Transaction<Schema>, by: By, step: Step, version: number) => {
    const at = clock.now()
    const { id: actorId, name: actorName } = by
    return insertChange(tx, { id: newId('change', at), version, at, actorId, actorName, ...step })
  }
  return {
    /** What gateways must learn: it makes a new version of the configuration. */
    async make(tx: Transaction<Schema>, by: By, step: Step): Promise<void> {
      await enter(tx, by, step, await nextVersion(tx))
      await jobs.ask(tx, 'data-coordination.publish-configuration', {}, { key: 'all' })
    },

    /** What gateways need not know. */
    async note(tx: Transaction<Schema>, by: By, step: Step): Promise<void> {
      await enter(tx, by, step, await readVersion(tx))
    },
  }
}
