import type { DatasetView } from '../contract-pipeline.ts'
import type { RunView } from '../contract-processing.ts'

/** What each part of a dataset's page is given. */
export type DatasetPart = { readonly of: DatasetView; readonly runs: readonly RunView[] }
