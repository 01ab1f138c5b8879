/**
 * Whether a contract on the chain was compiled from given sources. The compiler leaves zeros where
 * a constructor fills in immutables, and appends metadata (CBOR, then its length in two bytes) that
 * changes with a comment. Pure.
 */
import { sameBytes } from './bytes.ts'

export type CompiledCode = {
  /** Hexadecimal without 0x, as the compiler writes `evm.deployedBytecode.object`. */
  readonly object: string
  readonly immutables: Readonly<Record<string, readonly { start: number; length: number }[]>>
}

/** `exact`: byte by byte but immutables. `code`: all that runs; the metadata is another one. */
export type CodeMatch = 'exact' | 'code'

export function matchCode(compiled: CompiledCode, deployed: Uint8Array): CodeMatch | undefined {
  // A library's address that was never linked in stands there as letters.
  if (!/^([0-9a-f]{2})+$/.test(compiled.object)) return undefined
  const ours = Uint8Array.from(compiled.object.match(/../g) ?? [], (it) => Number.parseInt(it, 16))
  const theirs = deployed.slice()
  for (const { start, length } of Object.values(compiled.immutables).flat()) {
    ours.fill(0, start, start + length)
    theirs.fill(0, start, start + length)
  }
  if (sameBytes(ours, theirs)) return 'exact'
  const [code, other] = [withoutMetadata(ours), withoutMetadata(theirs)]
  return code.length > 0 && sameBytes(code, other) ? 'code' : undefined
}

/** The code before its metadata; all of it where there is none. */
export function withoutMetadata(code: Uint8Array): Uint8Array {
  const length = ((code.at(-2) ?? 0) << 8) | (code.at(-1) ?? 0)
  const start = code.length - 2 - length
  // A CBOR map of one to four entries.
  const first = code[start] ?? 0
  return start > 0 && first >= 0xa1 && first <= 0xa4 ? code.subarray(0, start) : code
}
