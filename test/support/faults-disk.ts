import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestOptions } from 'node:test'
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
      const { bavail, bsize } = statfsSync(place)
      const piece = Buffer.alloc(bsize * 64)
      for (let left = bavail; left > 0; left -= 64) {
        const bytes = piece.subarray(0, Math.min(left, 64) * bsize)
        writeFileSync(filler, bytes, { flag: 'a' })
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
