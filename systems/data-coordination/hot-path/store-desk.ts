import type { MessagePort } from 'node:worker_threads'

/** What a store in the thread works with: its file, and its line to those who ask. */
export type Desk = {
  readonly port: MessagePort
  readonly file: string
  readonly key: Uint8Array
  readonly tables: readonly string[]
}

const desks = new Map<string, Desk>()

/** Lays a desk out; the module that is loaded under this URL takes it. */
export function layDesk(url: URL, desk: Desk): void {
  desks.set(url.href, desk)
}

export function deskOf(url: string): Desk {
  const desk = desks.get(url)
  if (!desk) throw new TypeError('This file is the thread of a store.')
  desks.delete(url)
  return desk
}
