import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A new folder for a test, in memory where there is room. Others may pass through it: as root, the
 * embedded database runs as another user.
 */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(roomy('/dev/shm') ? '/dev/shm' : tmpdir(), `ndc-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}

function roomy(path: string): boolean {
  if (!existsSync(path)) return false
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize > 2 ** 31
}
