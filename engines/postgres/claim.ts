import { spawnSync } from 'node:child_process'
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { wait } from '#kernel/clock'
import { codeOf, Refusal } from '#kernel/problem'

/**
 * Claims the folder of a database for this process, and ends a server whose own NDC died. Refuses
 * where another NDC is at work. What a dead one left is no claim.
 */
export async function claimFolder(folder: string): Promise<void> {
  const lock = join(folder, 'ndc.pid')
  const found = read(lock)
  const [pid, startedAt] = (found ?? '').split('\n')
  const owner = Number(pid)
  // A number that now names another process is nobody's claim.
  const claimed = owner > 0 && startedAt === startTimeOf(owner) && isAlive(owner)
  if (claimed && owner !== process.pid) {
    throw new Refusal(
      `Another NDC (process ${owner}) is at work on ${dirname(folder)}. ` +
        'Stop it first, or give this one a folder of its own with --data.',
    )
  }
  if (found !== undefined) removeStale(lock, found)
  try {
    writeFileSync(lock, `${process.pid}\n${startTimeOf(process.pid)}\n`, {
      flag: 'wx',
      mode: 0o600,
    })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    throw startingElsewhere(lock)
  }
  await endAbandonedServer(join(folder, 'data'))
}

/** Gives the folder up. */
export function letGoOf(folder: string): void {
  rmSync(join(folder, 'ndc.pid'), { force: true })
}

/** Of several that start at once only one may take a dead claim away: the one that moves it. */
function removeStale(lock: string, stale: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return
  }
  const moved = read(aside)
  if (moved === stale) return rmSync(aside)
  // Another was faster, and this is its living claim.
  linkSync(aside, lock)
  rmSync(aside)
  throw startingElsewhere(lock)
}

function startingElsewhere(lock: string): Refusal {
  return new Refusal(`Another NDC is just starting on ${dirname(dirname(lock))}.`)
}

async function endAbandonedServer(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  for (let tries = 0; ; tries++) {
    const server = Number((read(file) ?? '').split('\n')[0])
    if (!server || !isAlive(server)) return
    // After a reboot the number may name anything. PostgreSQL would take it for another server.
    if (!isServerOf(server, data)) return rmSync(file, { force: true })
    if (tries === 0) process.kill(server, 'SIGINT')
    if (tries === 400) {
      throw new Refusal(`The database server (process ${server}) of an earlier start does not end.`)
    }
    await wait(50)
  }
}

/** A server works in its data folder. `data` is the real path, so that nothing hides behind links. */
function isServerOf(pid: number, data: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data
    } catch {
      return false // another user's, or ended meanwhile
    }
  }
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
    encoding: 'utf8',
  })
  return stdout.includes(data)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** When a process started, in the system's own units; empty where the system does not tell. */
function startTimeOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`) ?? ''
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
