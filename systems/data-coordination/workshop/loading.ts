import type { DuckDB } from '#engines/duckdb'
import type { Ask } from '../domain/pipeline.ts'
import type { SourceSettings } from '../domain/source.ts'
import type { Network } from './network.ts'
import type { Store } from './store.ts'

/** One reading of a source. */
export type Loading = {
  readonly duck: DuckDB
  readonly network: Network
  readonly store: Store
  readonly settings: SourceSettings
  readonly secret: string
  /** Where files of this reading may lie; what is not the snapshot is removed. */
  readonly folder: string
  readonly now: Date
  readonly signal: AbortSignal
  readonly ask: Ask
  /** The watermark column of the source, and its value at the last time. */
  readonly watermark: { readonly column: string; readonly after: string | null } | undefined
}
