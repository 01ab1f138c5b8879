import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestOptions } from 'node:test'
import { codeOf } from '#kernel/problem'
import { newFolder } from './folders.ts'

/** A disk of a few MiB of its own, which can be filled to the brim. */
export type SmallDisk = Disposable & {
  readonly folder: string
  resize(mebibytes: number): void
  /** Takes all space that is left. */
  fill(): void
  /** Gives it back. */
  free(): void
}

/** False when there is no space for that. */
function grow(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return false
    throw error
  }
}

const mount = (...args: string[]) => spawnSync('mount', args, { encoding: 'utf8' })

export function openSmallDisk(name: string, mebibytes: number): SmallDisk {
  const place = newFolder(`disk-${name}`)
  const done = mount('-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', place)
  if (done.status !== 0) {
    rmSync(place, { recursive: true })
    throw new Error(`A small disk cannot be mounted: ${done.error?.message ?? done.stderr}`)
  }
  const folder = join(place, 'disk')
  mkdirSync(folder, { mode: 0o711 })
  chmodSync(place, 0o711)
  const filler = join(place, 'filler')
  return {
    folder,
    resize: (to) => void mount('-o', `remount,size=${to}m`, place),
    fill() {
      for (const bytes of [2 ** 20, 2 ** 12]) {
        while (grow(filler, bytes));
      }
    },
    free: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      spawnSync('umount', ['-l', place])
      rmSync(place, { recursive: true, force: true })
    },
  }
}

/** Tests with small disks are skipped where this user may not mount any. */
export const smallDisks: TestOptions = (() => {
  try {
    openSmallDisk('probe', 1)[Symbol.dispose]()
    return {}
  } catch {
    return { skip: 'this user may not mount a small disk' }
  }
})()
