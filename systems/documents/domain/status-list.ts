/**
 * Status values of credentials (IETF Token Status List, draft-ietf-oauth-status-list): two bits an
 * entry, the lowest bits of a byte first; published compressed, so that asking about one entry
 * tells nobody which one was asked about.
 */
import { deflateSync, inflateSync } from 'node:zlib'

export const bitsPerEntry = 2

export const statuses = { valid: 0, invalid: 1, suspended: 2 } as const
export type Status = keyof typeof statuses

/** Entries in one list. */
export const listSize = 1 << 20

export function emptyBits(size = listSize): Buffer {
  return Buffer.alloc((size * bitsPerEntry) / 8)
}

/** Sets an entry in place. */
export function setStatus(bits: Buffer, position: number, status: Status): void {
  const at = placeOf(bits, position)
  bits[at.byte] = ((bits[at.byte] as number) & ~(3 << at.shift)) | (statuses[status] << at.shift)
}

export function statusAt(bits: Buffer, position: number): Status {
  const at = placeOf(bits, position)
  const value = ((bits[at.byte] as number) >> at.shift) & 3
  const found = Object.entries(statuses).find(([, it]) => it === value)
  return (found?.[0] as Status | undefined) ?? 'invalid'
}

/** The `lst` member: zlib, base64url. */
export function packBits(bits: Buffer): string {
  return deflateSync(bits, { level: 9 }).toString('base64url')
}

/** The bits of an `lst` member; at most `maxBytes` when unpacked. */
export function unpackBits(lst: string, maxBytes = 16 * 1024 * 1024): Buffer {
  return inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: maxBytes })
}

function placeOf(bits: Buffer, position: number): { byte: number; shift: number } {
  const perByte = 8 / bitsPerEntry
  const byte = Math.floor(position / perByte)
  if (!Number.isInteger(position) || position < 0 || byte >= bits.length) {
    throw new RangeError(`There is no entry ${position} in this list.`)
  }
  return { byte, shift: (position % perByte) * bitsPerEntry }
}
