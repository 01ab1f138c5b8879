import type { Watcher } from './machine.ts'
import type { Outcome, Runnable } from './run-transaction.ts'

/** Watches one transaction; afterwards it says what it saw. */
export type Tracer = {
  readonly watcher: Watcher
  result(outcome: Outcome): unknown
}

/** What is traced: by whom, to whom, with what. */
export type Traced = Pick<Runnable, 'from' | 'to' | 'gas' | 'value' | 'data' | 'nonce'>
