/**
 * The files of a chain: one LMDB environment with a table for each kind of fact, and the lock that
 * keeps a second writer out. Keys and values are bytes.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Database, open, type RootDatabase } from 'lmdb'
import { codeOf, Refusal } from '#kernel/problem'

export type Table = Database<Uint8Array, Uint8Array>

export type Tables = {
  readonly root: RootDatabase<Uint8Array, Uint8Array>
  /** Hashed address → account; hashed address and hashed slot → value; path → branch of a trie. */
  readonly accounts: Table
  readonly slots: Table
  readonly nodes: Table
  readonly codes: Table
  /** Height, table, key → what stood there before that height. */
  readonly before: Table
  /** In an archive: table, key, height that changed it → nothing. */
  readonly changes: Table
  readonly headers: Table
  readonly bodies: Table
  readonly receipts: Table
  /** Hash of a block, or of a transaction → where it stands. */
  readonly hashes: Table
  /** What a log says, number of its block → nothing. */
  readonly logs: Table
  /** Address, number of a block, index → nothing. */
  readonly parties: Table
  readonly meta: Table
  close(): Promise<void>
}

/** Address space, not disk: the file grows as it is filled. */
const mapBytes = 2 ** 40

/** Opens or creates the files in a folder. Throws Refusal when another process writes there. */
export function openTables(folder: string): Tables {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = takeLock(join(folder, 'writer.lock'))
  try {
    const root = open<Uint8Array, Uint8Array>({
      path: join(folder, 'chain.mdb'),
      noSubdir: true,
      mapSize: mapBytes,
      maxDbs: 16,
      maxReaders: 64,
      encoding: 'binary',
      keyEncoding: 'binary',
      // A commit is on the disk when it returns, not some time later.
      overlappingSync: false,
    })
    const table = (name: string): Table =>
      root.openDB<Uint8Array, Uint8Array>({ name, encoding: 'binary', keyEncoding: 'binary' })
    return {
      root,
      accounts: table('accounts'),
      slots: table('slots'),
      nodes: table('nodes'),
      codes: table('codes'),
      before: table('before'),
      changes: table('changes'),
      headers: table('headers'),
      bodies: table('bodies'),
      receipts: table('receipts'),
      hashes: table('hashes'),
      logs: table('logs'),
      parties: table('parties'),
      meta: table('meta'),
      close: async () => {
        await root.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw openingFailed(folder, error)
  }
}

/** A lock that the system takes back when the process dies, however it dies. */
function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (codeOf(error) !== 'ERR_SQLITE_ERROR') throw error
    throw new Refusal(
      `Another node writes to ${file.replace(/writer\.lock$/, '')}. A chain has one ` +
        'writer: stop that node, or give this one a folder of its own.',
    )
  }
}

function openingFailed(folder: string, error: unknown): unknown {
  const text = String(error)
  if (/cannot allocate memory|ENOMEM/i.test(text)) {
    return new Refusal(
      `The chain in ${folder} needs address space that the system does not grant. Lift ` +
        'the limit on virtual memory (ulimit -v unlimited).',
    )
  }
  if (/MDB_INVALID|MDB_VERSION_MISMATCH|MDB_CORRUPTED/.test(text)) {
    return new Refusal(`${join(folder, 'chain.mdb')} is not a chain of this program: ${text}`)
  }
  return error
}

/**
 * A commit that the disk did not take. Nothing of the block is kept; the one before it is whole.
 */
export class WriteRefused extends Error {
  override name = 'WriteRefused'
}

// LMDB says EIO when only a part of a page could be written, as on a disk that is just full.
const refusals =
  /no space left|file too large|disk quota|input\/output error|map_full|enospc|efbig|edquot/i

/** A failed write in words, where the disk is why. */
export function writingFailed(folder: string, error: unknown): unknown {
  const text = String(error)
  if (!refusals.test(text)) return error
  return new WriteRefused(
    `The disk under ${folder} is full or fails (${text}). Nothing is lost: the last ` +
      'block stands. Make room or replace the disk, and start the node again.',
    { cause: error },
  )
}
