/** Runs the same transactions through ours and its peers, in turn, each in a process of its own. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './center.ts'
import { type Kind, makeLoad, writeLoad } from './chain-load.ts'
import { median, say } from './report.ts'

const peers = join(import.meta.dirname, '../peers/chain')
const runners = {
  ours: join(import.meta.dirname, 'chain-ours.ts'),
  ethereumjs: join(import.meta.dirname, 'chain-ethereumjs.ts'),
  edr: join(peers, 'edr.ts'),
  anvil: join(peers, 'anvil.ts'),
}
export type Runner = keyof typeof runners
export const names = Object.keys(runners) as Runner[]

/** Medians per CPU-second over the rounds; undefined where a peer cannot run here. */
export function measure(
  kind: Kind,
  count: number,
  rounds: number,
): Record<Runner, number | undefined> {
  if (!existsSync(join(peers, 'node_modules'))) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' })
  }
  const folder = makeFolder('chain-load')
  const [own, common] = ['own', 'common'].map((it) => join(folder, `${it}.json`)) as [
    string,
    string,
  ]
  writeLoad(own, makeLoad(kind, count, true))
  writeLoad(common, makeLoad(kind, count, false))
  const samples: Record<Runner, number[]> = { ours: [], ethereumjs: [], edr: [], anvil: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const file = name === 'ours' ? own : common
      const { stdout, stderr } = spawnSync(process.execPath, [runners[name], file], {
        encoding: 'utf8',
      })
      const line = stdout.trim().split('\n').at(-1) ?? ''
      if (line.startsWith('{')) samples[name].push((JSON.parse(line) as { perCpu: number }).perCpu)
      else say(`${name} cannot run ${kind}: ${stderr.trim().split('\n').slice(0, 6).join(' | ')}`)
    }
  }
  const of = (name: Runner) => (samples[name].length > 0 ? median(samples[name]) : undefined)
  return { ours: of('ours'), ethereumjs: of('ethereumjs'), edr: of('edr'), anvil: of('anvil') }
}
