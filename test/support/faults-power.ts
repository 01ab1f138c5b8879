import {
  cpSync,
  existsSync,
  globSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What a power cut may leave of a database's folder. Writes that were not synced are there or not,
 * sector by sector and in any order; of the log there is all that was flushed, and of what comes
 * after it anything at all.
 */
export type PowerCut = {
  /** The folder as it was when all was synced: right after a checkpoint. */
  readonly synced: string
  /** The folder as it was written later, before `flushed` was read. */
  readonly written: string
  /** The folder that was left behind; only its log is looked at. */
  readonly last: string
  /** Up to here the log is sure to be on the disk: an LSN such as `0/1A2B3C`. */
  readonly flushed: string
}

const sector = 512
const segment = 16 * 2 ** 20
/** What PostgreSQL makes anew at each start, and what says that a server is at work. */
const passing = /^(postmaster\.(pid|opts)|pg_stat_tmp\/|pg_notify\/|.*pg_internal\.init)/

/** Copies a folder of files that may change and vanish while they are read. */
export function copyMoving(from: string, to: string): void {
  for (const it of filesOf(from)) {
    try {
      put(join(to, it), readFileSync(join(from, it)))
    } catch (error) {
      if (existsSync(join(from, it))) throw error
    }
  }
}

/** Makes the folder `to` what was left by the cut; all chances are taken from `chance`. */
export function composeAfterCut(cut: PowerCut, to: string, chance: () => number): void {
  const before = new Set(filesOf(cut.synced))
  const after = new Set(filesOf(cut.written))
  // Folders first: PostgreSQL misses also the empty ones.
  cpSync(cut.last, to, { recursive: true, filter: (it) => statSync(it).isDirectory() })
  for (const it of new Set([...before, ...after])) {
    if (it.startsWith('pg_wal/') || passing.test(it)) continue
    const old = before.has(it) ? readFileSync(join(cut.synced, it)) : undefined
    const now = after.has(it) ? readFileSync(join(cut.written, it)) : undefined
    const left = it === 'global/pg_control' ? old : mix(old, now, chance)
    if (left) put(join(to, it), left)
  }
  cutLog(join(cut.last, 'pg_wal'), join(to, 'pg_wal'), cut.flushed, chance)
  giveTo(cut.last, to)
}

/** One file: pages as they were, as they became, or torn between the two. */
function mix(
  old: Buffer | undefined,
  now: Buffer | undefined,
  chance: () => number,
): Buffer | undefined {
  // A file that came or went since: its folder was not synced, or only in part.
  if (!now) return chance() < 0.5 ? old : undefined
  if (!old) return chance() < 0.3 ? undefined : now.subarray(0, wholePages(now.length * chance()))
  const length = chance() < 0.5 ? Math.max(old.length, now.length) : old.length
  const left = Buffer.alloc(length)
  old.copy(left)
  for (let page = 0; page < length; page += 8_192) {
    const kind = chance()
    for (let at = page; at < Math.min(page + 8_192, length); at += sector) {
      if (kind < 0.3 || (kind < 0.7 && chance() < 0.5)) now.copy(left, at, at, at + sector)
    }
  }
  return left
}

const wholePages = (bytes: number) => Math.floor(bytes / 8_192) * 8_192

/** Keeps the log up to a place at or soon after what was flushed; then come zeros and rubbish. */
function cutLog(from: string, to: string, flushed: string, chance: () => number): void {
  const end = positionOf(flushed) + (chance() < 0.5 ? 0 : Math.floor(chance() * 40_000))
  mkdirSync(to, { recursive: true })
  for (const name of filesOf(from)) {
    if (!/^[0-9A-F]{24}$/.test(name)) continue
    const begin = Number.parseInt(name.slice(8, 16), 16) * 2 ** 32 + segmentOf(name) * segment
    const bytes = readFileSync(join(from, name))
    for (let at = Math.max(0, end - begin); at < bytes.length; ) {
      const next = Math.min(bytes.length, (Math.floor(at / sector) + 1) * sector)
      const kind = chance()
      if (kind < 0.4) bytes.fill(0, at, next)
      else if (kind < 0.7) bytes.fill(Math.floor(chance() * 256), at, next)
      at = next
    }
    put(join(to, name), bytes)
  }
}

const segmentOf = (name: string) => Number.parseInt(name.slice(16), 16)

function positionOf(lsn: string): number {
  const [high = '', low = ''] = lsn.split('/')
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16)
}

function filesOf(folder: string): string[] {
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name).slice(folder.length + 1))
    .toSorted()
}

function put(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes, { mode: 0o600 })
}

/** PostgreSQL accepts a folder only from its owner, and closed to all others. */
function giveTo(model: string, to: string): void {
  const { uid, gid } = statSync(model)
  for (const it of ['.', ...globSync('**/*', { cwd: to })]) {
    lchownSync(join(to, it), uid, gid)
  }
}
