import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../peers')

/** A peer that has packages of its own; they are installed when it is first measured against. */
export async function openPeer<Peer>(name: string): Promise<Peer> {
  if (!existsSync(join(folder, 'node_modules'))) {
    const { status } = spawnSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' })
    if (status !== 0) throw new Error('The peers of the benches could not be installed.')
  }
  return import(join(folder, `${name}.ts`)) as Promise<Peer>
}
