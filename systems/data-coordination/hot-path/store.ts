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

/**
 * An entry of evidence as it travels to the thread: flat, since there names of properties cost as
 * much as values.
 */
export type PackedEntry = readonly [
  xRoadId: string,
  requestId: string,
  side: 0 | 1,
  client: string,
  service: string,
  atMs: number,
  grant: string,
  purpose: string,
  status: number | null,
  requestBase: string,
  requestSignature: string,
  requestKey: string,
  requestBodyBase: string | null,
  requestBodySignature: string | null,
  responseBase: string | null,
  responseSignature: string | null,
  responseKey: string | null,
  responseBodyBase: string | null,
  responseBodySignature: string | null,
]

export type Unit =
  | readonly ['claim', entry: PackedEntry, nonce: string, day: number]
  | readonly ['release', name: string]
  | readonly ['amend', entry: PackedEntry]
  | readonly [
      'append',
      entry: PackedEntry,
      endsClaim: boolean,
      use: string | null,
      bodies: Bodies | null,
    ]
  | readonly ['write', statements: readonly Statement[]]
  | readonly ['read', statement: Statement]
  | readonly ['probe']

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
/** The more a batch held, the longer the next one is gathered: from so many on, so long. */
const gathers = [
  { from: 16, ms: 4 },
  { from: 8, ms: 2 },
  { from: 4, ms: 1 },
] as const

const isNew: Claimed = { outcome: 'new' }

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
    claim: async (claim) => (await queue.submit<Claimed | null>(packClaim(claim))) ?? isNew,
    release: (xRoadId, client) => queue.submit(['release', `${xRoadId} ${client}`]),
    amend: (entry) => queue.submit(['amend', packEntry(entry)]),
    append: (entry, more = {}) => queue.submit(packAppend(entry, more)),
    write: (statements) => queue.submit(['write', statements]),
    read: (statement) => queue.submit(['read', statement]),
    probe: async () => {
      if (queue.fault !== undefined) await queue.submit(['probe'])
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
  #gatherMs = 0
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
    if (this.#gatherMs > 0) setTimeout(send, this.#gatherMs)
    else setImmediate(send)
  }

  #send(): void {
    this.#travelling = this.#waiting.splice(0, mostInBatch)
    if (this.#travelling.length === 0) return
    const { length } = this.#travelling
    this.#gatherMs = gathers.find(({ from }) => length >= from)?.ms ?? 0
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

function packEntry(it: EvidenceEntry): PackedEntry {
  const { request, response } = it
  return [
    it.xRoadId,
    it.requestId,
    it.side === 'consumer' ? 0 : 1,
    it.client,
    it.service,
    it.atMs,
    it.grant,
    it.purpose,
    it.status,
    request.base,
    request.signature,
    request.keyId,
    request.body?.base ?? null,
    request.body?.signature ?? null,
    response?.base ?? null,
    response?.signature ?? null,
    response?.keyId ?? null,
    response?.body?.base ?? null,
    response?.body?.signature ?? null,
  ]
}

function packClaim({ entry, nonce, day }: Claim): Unit {
  return ['claim', packEntry(entry), nonce, day]
}

function packAppend(entry: EvidenceEntry, more: AppendMore): Unit {
  const { endsClaim = false, use = null, bodies = null } = more
  return ['append', packEntry(entry), endsClaim, use, bodies]
}
