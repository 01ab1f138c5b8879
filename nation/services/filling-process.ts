/** The process that draws the registries and writes them down. It ends with its parent. */
import { existsSync } from 'node:fs'
import { drawRegistries } from '../registries/drawing.ts'
import { registries } from '../registries/index.ts'
import type { FillingTask } from './filling.ts'
import { type Filling, fillStore } from './store.ts'

process.once('disconnect', () => process.exit(1))
process.once('message', (task: FillingTask) => {
  process.send?.(fill(task), () => process.exit(0))
})

function fill({ nation, files }: FillingTask): number {
  const fillings = new Map<string, Filling>()
  for (const registry of registries) {
    const file = files[registry.code]
    if (!existsSync(file)) fillings.set(registry.code, fillStore(file, registry))
  }
  let written = 0
  for (const { registry, collection, row } of drawRegistries(nation)) {
    fillings.get(registry)?.add(collection, row)
    written++
  }
  for (const it of fillings.values()) it.end()
  return written
}
