/**
 * The durable memory of a gateway: SQLite in a thread of its own, one transaction for all that
 * arrived while the one before was made durable. What is awaited here survives a power failure.
 */
import { Worker } from 'node:worker_threads'
import { Refusal } from '#kernel/problem'

export type Store = {
  /** Where it lies; others may open it to read only. */
  readonly file: string
  /** The key under which columns named `sealed` are sealed (see `store-tables.ts`). */
  readonly key: Buffer
  /** Takes a request on before it is dispatched: never the same one twice. */
  claim(it: Claim): Promise<Claimed>
  /** Lets go of a claim whose request certainly reached nobody. */
  release(xRoadId: string, client: string): Promise<void>
  /** Keeps with a claim what its trailers have signed, before the end of the body is let go. */
  amend(it: EvidenceEntry): Promise<void>
  /** Appends evidence; in the same commit ends its claim and puts a use into the outbox. */
  append(it: EvidenceEntry, more?: AppendMore): Promise<number>
  /** Statements of one's own, all or nothing, in the order in which they are given. */
  write(statements: readonly Statement[]): Promise<void>
  read<Row>(statement: Statement): Promise<Row[]>
  /** After a fault: rejects while nothing can be written. Costs nothing where there was none. */
  probe(): Promise<void>
  /** Undefined while it works; else why writing fails, as with a full disk. */
  fault(): string | undefined
  close(): Promise<void>
}

export type Value = string | number | null | Uint8Array
/** SQL with `?` for each of the values. */
export type Statement = readonly [sql: string, ...values: Value[]]

/** What was signed, and the signature (base64). */
export type Proof = {
  readonly base: string
  readonly signature: string
  /** SHA-256 of the certificate (base64url). */
  readonly keyId: string
  /** Of trailers that followed a streamed body. */
  readonly body?: { readonly base: string; readonly signature: string } | undefined
}

export type EvidenceEntry = {
  readonly side: 'consumer' | 'provider'
  readonly xRoadId: string
  readonly requestId: string
  readonly client: string
  readonly service: string
  readonly atMs: number
  readonly grant: string
  readonly purpose: string
  readonly request: Proof
  readonly status: number | null
  readonly response: Proof | null
}

export type AppendMore = {
  readonly endsClaim?: boolean
  readonly use?: string | undefined
  /** Where the contract of the service says that bodies are kept. */
  readonly bodies?: Bodies | undefined
}

export type Bodies = {
  readonly request: Uint8Array | undefined
  readonly response: Uint8Array | undefined
}

export type Claim = {
  readonly entry: EvidenceEntry
  readonly nonce: string
  /** The day (since 1970, of the civil date) that the grant is charged for. */
  readonly day: number
}

export type Claimed =
  | { readonly outcome: 'new' }
  /** Taken on before: by the very same message, or by another with the same id. */
  | {
      readonly outcome: 'earlier'
      readonly sameMessage: boolean
      /** Of its answer; null: it never ended, or ended without one. */
      readonly status: number | null
      /** SHA-256 of what its answer signed (base64url). */
      readonly responseBase: string | null
      /** It is being answered at this moment. */
      readonly running: boolean
    }

/** The store cannot take more at the moment. */
export class StoreBusy extends Error {
  override name = 'StoreBusy'
}

/** The store could not make it durable, as with a full disk; nothing of it was kept. */
export class StoreFailed extends Error {
  override name = 'StoreFailed'
}

export type Unit =
  | { readonly kind: 'claim'; readonly claim: Claim }
  | { readonly kind: 'release'; readonly xRoadId: string; readonly client: string }
  | { readonly kind: 'amend'; readonly entry: EvidenceEntry }
  | {
      readonly kind: 'append'
      readonly entry: EvidenceEntry
      readonly more: AppendMore
    }
  | { readonly kind: 'write'; readonly statements: readonly Statement[] }
  | { readonly kind: 'read'; readonly statement: Statement }
  | { readonly kind: 'probe' }

/** What the thread answers to a batch: a result or an error's words for each unit. */
export type BatchAnswer = {
  readonly results: readonly unknown[]
  /** Words for units that failed by themselves, by their place in the batch. */
  readonly failures: Readonly<Record<number, string>>
  /** Why the whole transaction failed. */
  readonly fault?: string
}

export type StoreOptions = {
  readonly file: string
  /** 32 bytes: `secrets.derive('gateway-store')`. */
  readonly key: Buffer
  /** `create table if not exists …` of those who keep tables of their own here. */
  readonly tables?: readonly string[]
  /** Units that may wait. */
  readonly mostWaiting?: number
}

/** A batch is bounded, so that nobody waits long behind others. */
const mostInBatch = 512
/** From so many in a batch on, the next one is gathered for so long. */
const [busyFrom, gatherMs] = [4, 1]

export async function openStore(options: StoreOptions): Promise<Store> {
  const { file, key, tables = [], mostWaiting = 20_000 } = options
  const worker = new Worker(new URL('./store-thread.ts', import.meta.url), {
    workerData: { file, key, tables },
    name: 'store',
  })
  await opened(worker)
  const queue = new Queue(worker, mostWaiting)
  return {
    file,
    key,
    claim: (claim) => queue.submit({ kind: 'claim', claim }),
    release: (xRoadId, client) => queue.submit({ kind: 'release', xRoadId, client }),
    amend: (entry) => queue.submit({ kind: 'amend', entry }),
    append: (entry, more = {}) => queue.submit({ kind: 'append', entry, more }),
    write: (statements) => queue.submit({ kind: 'write', statements }),
    read: (statement) => queue.submit({ kind: 'read', statement }),
    probe: async () => {
      if (queue.fault !== undefined) await queue.submit({ kind: 'probe' })
    },
    fault: () => queue.fault,
    close: () => queue.close(),
  }
}

async function opened(worker: Worker): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if (answer === 'open') return
  await worker.terminate()
  throw new Refusal(answer)
}

type Waiting = {
  readonly unit: Unit
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

class Queue {
  fault: string | undefined
  readonly #worker: Worker
  readonly #most: number
  #waiting: Waiting[] = []
  #travelling: Waiting[] = []
  #scheduled = false
  #gathers = false
  #closed: (() => void) | undefined
  #closing = false

  constructor(worker: Worker, most: number) {
    this.#worker = worker
    this.#most = most
    worker.on('message', (it: BatchAnswer) => this.#settle(it))
    worker.on('error', (error) => this.#fail(error.message))
    worker.on('exit', () => this.#fail('The store is closed.'))
  }

  submit<Result>(unit: Unit): Promise<Result> {
    if (this.#closing) return Promise.reject(new StoreFailed('The store is closed.'))
    if (this.#waiting.length >= this.#most) {
      return Promise.reject(new StoreBusy('The store has too much to write.'))
    }
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ unit, resolve, reject })
      this.#schedule()
    })
  }

  /** Waits until all that was submitted is settled. */
  async close(): Promise<void> {
    this.#closing = true
    while (this.#waiting.length > 0 || this.#travelling.length > 0) {
      await new Promise<void>((resolve) => {
        this.#closed = resolve
      })
    }
    this.#worker.removeAllListeners('exit')
    await new Promise<void>((resolve) => {
      this.#worker.once('exit', () => resolve())
      this.#worker.postMessage('close')
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#travelling.length > 0 || this.#waiting.length === 0) return
    this.#scheduled = true
    const send = (): void => {
      this.#scheduled = false
      this.#send()
    }
    // What else arrives in this turn of the loop travels along; when much arrives, a little later
    // costs each less: one wake-up of the thread and one write of the log for more of them.
    if (this.#gathers) setTimeout(send, gatherMs)
    else setImmediate(send)
  }

  #send(): void {
    this.#travelling = this.#waiting.splice(0, mostInBatch)
    if (this.#travelling.length === 0) return
    this.#gathers = this.#travelling.length >= busyFrom
    this.#worker.postMessage(this.#travelling.map((it) => it.unit))
  }

  #settle({ results, failures, fault }: BatchAnswer): void {
    const settled = this.#travelling
    this.#travelling = []
    this.fault = fault
    this.#schedule()
    for (const [at, it] of settled.entries()) {
      const failure = fault ?? failures[at]
      if (failure === undefined) it.resolve(results[at] as never)
      else it.reject(new StoreFailed(failure))
    }
    this.#closed?.()
  }

  #fail(words: string): void {
    this.fault = words
    this.#closing = true
    const all = [...this.#travelling, ...this.#waiting]
    this.#travelling = []
    this.#waiting = []
    for (const it of all) it.reject(new StoreFailed(words))
    this.#closed?.()
  }
}
