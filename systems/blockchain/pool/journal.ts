import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { codeOf } from '#kernel/problem'
import type { Transaction } from '../execution/transaction.ts'

/** Transactions handed to this node, so that a restart does not lose those that still wait. */
export type Journal = {
  note(transaction: Transaction): void
  /** Leaves only what still waits, once the file has grown far beyond it. */
  tidy(waiting: (hash: Uint8Array) => boolean): void
  close(): void
}

const tidyAtBytes = 8 * 1_048_576

/**
 * Opens the journal and hands on what stands in it. Each entry is its length (4 bytes) and a raw
 * transaction; a torn last entry, as a crash leaves it, is passed over.
 */
export function openJournal(
  file: string,
  handOn: (raw: Uint8Array) => Transaction | undefined,
): Journal {
  const waiting = readEntries(file).flatMap((raw) => handOn(raw) ?? [])
  let own = waiting
  let target = rewrite(file, own)
  let bytes = sizeOf(own)
  return {
    note(transaction) {
      own.push(transaction)
      writeSync(target, entry(transaction.raw))
      bytes += transaction.raw.length + 4
    },
    tidy(isWaiting) {
      if (bytes < tidyAtBytes) return
      own = own.filter((it) => isWaiting(it.hash))
      closeSync(target)
      target = rewrite(file, own)
      // Twice what waits may come before the file is written anew.
      bytes = Math.min(sizeOf(own), tidyAtBytes / 2)
    },
    close: () => closeSync(target),
  }
}

function readEntries(file: string): Uint8Array[] {
  const entries: Uint8Array[] = []
  const bytes = readIfThere(file)
  for (let at = 0; at + 4 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    if (at + 4 + size > bytes.length) break
    entries.push(new Uint8Array(bytes.subarray(at + 4, at + 4 + size)))
    at += 4 + size
  }
  return entries
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

/** Writes a file that holds exactly these, and leaves it open for more. */
function rewrite(file: string, transactions: readonly Transaction[]): number {
  const fresh = `${file}.new`
  const target = openSync(fresh, 'w', 0o600)
  for (const it of transactions) writeSync(target, entry(it.raw))
  renameSync(fresh, file)
  return target
}

function entry(raw: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + raw.length)
  bytes.writeUInt32BE(raw.length)
  bytes.set(raw, 4)
  return bytes
}

function sizeOf(transactions: readonly Transaction[]): number {
  return transactions.reduce((sum, it) => sum + it.raw.length + 4, 0)
}
