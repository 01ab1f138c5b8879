import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

type Process = { pid: number; parent: number; ticks: number }

/** CPU seconds used so far by a process, all it started, and those of them that have ended. */
export function cpuOfTree(root: number): number {
  return treeOf(root).reduce((sum, it) => sum + it.ticks, 0) / ticksPerSecond
}

/** Bytes that a process holds in memory now, and the most it ever held. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** Bytes that all below a process hold together; what several share is counted once (PSS). */
export function memoryBelow(root: number): number {
  return treeOf(root)
    .filter((it) => it.pid !== root)
    .reduce((sum, it) => sum + shareOf(it.pid), 0)
}

/** The highest process below this one with such a command line: children come after parents. */
export function findBelow(root: number, command: RegExp): number | undefined {
  return treeOf(root).find((it) => command.test(commandOf(it.pid)))?.pid
}

function treeOf(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .flatMap((it) => statOf(Number(it)))
  const tree = all.filter((it) => it.pid === root)
  // The list grows while it is walked: children of children follow.
  for (const { pid } of tree) tree.push(...all.filter((it) => it.parent === pid))
  return tree
}

function statOf(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields behind the program's name, which may hold blanks: state, parent … (proc(5)).
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [, parent = 0] = fields
    return [{ pid, parent, ticks: fields.slice(11, 15).reduce((sum, it) => sum + it, 0) }]
  } catch {
    return [] // ended meanwhile
  }
}

function shareOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
