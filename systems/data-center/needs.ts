import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'

/** What the routes of this room may touch, and nothing else. */
export type Needs = {
  kernel: Kernel
  version: string
  startedAt: Date
  /** The rooms that are open, this one among them. */
  rooms: () => readonly { name: string; title: Words }[]
}
