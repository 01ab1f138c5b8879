/**
 * The durable memory of a gateway: SQLite in a thread of its own, one transaction for all that
 * arrived while the one before was made durable. What is awaited here survives a power failure.
 */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { Refusal } from '#kernel/problem'
import type { Desk } from './store-desk.ts'

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
  const thread = joinThread()
  const { port1: port, port2 } = new MessageChannel()
  thread.postMessage({ port: port2, file, key, tables } satisfies Desk, [port2])
  await opened(thread, port)
  const queue = new Queue(thread, port, mostWaiting)
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

/** One thread writes for all stores of this process, and ends with the last of them. */
let shared: { readonly thread: Worker; stores: number } | undefined

function joinThread(): Worker {
  const it = shared ?? beginThread()
  it.stores++
  return it.thread
}

function beginThread(): { readonly thread: Worker; stores: number } {
  const thread = new Worker(new URL('./store-host.ts', import.meta.url), { name: 'store' })
  const it = { thread, stores: 0 }
  const over = (): void => {
    if (shared === it) shared = undefined
  }
  thread.setMaxListeners(0)
  thread.once('error', over)
  thread.once('exit', over)
  shared = it
  return it
}

async function leaveThread(thread: Worker): Promise<void> {
  if (shared?.thread !== thread || --shared.stores > 0) return
  shared = undefined
  await thread.terminate()
}

async function opened(thread: Worker, port: MessagePort): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    port.once('message', resolve)
    thread.once('error', reject)
    port.once('message', () => thread.off('error', reject))
  })
  if (answer === 'open') return
  port.close()
  await leaveThread(thread)
  throw new Refusal(answer)
}

type Waiting = {
  readonly unit: Unit
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

class Queue {
  fault: string | undefined
  readonly #thread: Worker
  readonly #port: MessagePort
  readonly #most: number
  #waiting: Waiting[] = []
  #travelling: Waiting[] = []
  #scheduled = false
  #gathers = false
  #closed: (() => void) | undefined
  #closing = false

  readonly #onError = (error: Error): void => this.#fail(error.message)
  readonly #onExit = (): void => this.#fail('The store is closed.')

  constructor(thread: Worker, port: MessagePort, most: number) {
    this.#thread = thread
    this.#port = port
    this.#most = most
    port.on('message', (it: BatchAnswer) => this.#settle(it))
    thread.on('error', this.#onError)
    thread.on('exit', this.#onExit)
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
    this.#thread.off('error', this.#onError)
    this.#thread.off('exit', this.#onExit)
    await new Promise<void>((resolve) => {
      this.#port.once('close', () => resolve())
      this.#port.postMessage('close')
    })
    await leaveThread(this.#thread)
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
    this.#port.postMessage(this.#travelling.map((it) => it.unit))
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
