import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ticksPerSecond = 100

/**
 * CPU seconds used so far by this process and, where a data folder is given, by the embedded
 * database in it with all its backends.
 */
export function cpuSeconds(dataDir?: string): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + (dataDir === undefined ? 0 : databaseSeconds(dataDir))
}

function databaseSeconds(dataDir: string): number {
  const file = join(dataDir, 'postgres/data/postmaster.pid')
  const postmaster = readFileSync(file, 'utf8').split('\n')[0] ?? ''
  const ticks = readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .flatMap(statOf)
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
    .reduce((sum, it) => sum + it.ticks, 0)
  return ticks / ticksPerSecond
}

function statOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields behind the program's name, which may hold blanks: state, parent … (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [{ pid, parent: fields[1] ?? '', ticks: [11, 12, 13, 14].reduce(add(fields), 0) }]
  } catch {
    return [] // ended meanwhile
  }
}

const add = (fields: readonly string[]) => (sum: number, at: number) => sum + Number(fields[at])
