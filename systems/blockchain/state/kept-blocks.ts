import type {
  Blocks,
  FoundLog,
  LogFilter,
  Place,
  StoredBlock,
  StoredHeader,
  StoredReceipt,
} from './blocks.ts'
import { heightIn, heightKey, heightSize } from './keys.ts'
import { blocksWith, fits, logEntries } from './log-index.ts'
import { decodeReceipt, encodeReceipt, pack, partOf, unpack } from './receipt.ts'
import type { Table, Tables } from './tables.ts'

const placeSize = heightSize + 3
const nothing = new Uint8Array()

/** Blocks of a store, and how one is written into it. */
export class KeptBlocks implements Blocks {
  readonly #tables: Tables
  #latest: StoredHeader | undefined
  #first = 0

  constructor(tables: Tables) {
    this.#tables = tables
    this.load()
  }

  /** Begins with what the store holds now. */
  load(): void {
    const last = edgeOf(this.#tables.headers, true)
    this.#latest = last === undefined ? undefined : this.header(last)
    this.#first = edgeOf(this.#tables.bodies, false) ?? (last === undefined ? 0 : last + 1)
  }

  get latest(): StoredHeader | undefined {
    return this.#latest
  }

  get first(): number {
    return this.#first
  }

  header(number: number): StoredHeader | undefined {
    if (!isNumber(number)) return undefined
    const record = this.#tables.headers.getBinary(heightKey(number))
    return record && headerIn(number, record)
  }

  block(number: number): StoredBlock | undefined {
    const header = this.header(number)
    const body = header && this.#tables.bodies.getBinary(heightKey(number))
    return body && { ...header, transactions: unpack(body) }
  }

  numberOf(hash: Uint8Array): number | undefined {
    const found = this.#find(hash)
    return found?.length === heightSize ? heightIn(found) : undefined
  }

  transaction(hash: Uint8Array): Place | undefined {
    const found = this.#find(hash)
    return found?.length === placeSize ? placeIn(found) : undefined
  }

  receipts(number: number): readonly StoredReceipt[] | undefined {
    const packed = this.#receipts(number)
    return packed && unpack(packed).map(decodeReceipt)
  }

  receipt({ block, index }: Place): StoredReceipt | undefined {
    const packed = this.#receipts(block)
    const found = packed && partOf(packed, index)
    return found && decodeReceipt(found)
  }

  *logs(filter: LogFilter): Generator<FoundLog> {
    const to = Math.min(filter.to, this.#latest?.number ?? -1)
    for (const number of blocksWith(this.#tables.logs, { ...filter, to })) {
      const block = this.header(number)
      if (!block) continue
      let logIndex = 0
      for (const [transactionIndex, receipt] of (this.receipts(number) ?? []).entries()) {
        for (const log of receipt.logs) {
          const found = { log, block, transactionHash: receipt.hash, transactionIndex, logIndex }
          logIndex++
          if (fits(log, filter)) yield found
        }
      }
    }
  }

  transactionsOf(address: Uint8Array, limit: number, before?: Place): readonly Place[] {
    const start = before ? placeKey(before) : Buffer.alloc(placeSize, 0xff)
    const range = {
      start: Buffer.concat([address, start]),
      end: Buffer.from(address),
      exclusiveStart: true,
      reverse: true,
      limit,
    }
    return [...this.#tables.parties.getKeys(range)].map((it) => placeIn(it.subarray(20)))
  }

  /** Writes a block and what finds it; inside a transaction. Call `took` when that is durable. */
  write(block: StoredBlock, receipts: readonly StoredReceipt[]): void {
    const { headers, bodies, hashes, logs, parties, receipts: kept } = this.#tables
    const key = heightKey(block.number)
    headers.putSync(key, recordOf(block))
    bodies.putSync(key, pack(block.transactions))
    kept.putSync(key, pack(receipts.map(encodeReceipt)))
    hashes.putSync(block.hash, key)
    const found = new Set<string>()
    for (const [index, { hash, from, to, contractAddress }] of receipts.entries()) {
      const place = placeKey({ block: block.number, index })
      hashes.putSync(hash, place)
      for (const party of [from, to, contractAddress]) {
        if (party) found.add(Buffer.concat([party, place]).toString('latin1'))
      }
    }
    for (const it of found) parties.putSync(Buffer.from(it, 'latin1'), nothing)
    const said = receipts.flatMap((it) => it.logs)
    for (const it of logEntries(said, block.number)) logs.putSync(it, nothing)
  }

  took({ number, hash, timestamp, header }: StoredHeader): void {
    if (!this.#latest) this.#first = number
    this.#latest = { number, hash, timestamp, header }
  }

  #find(hash: Uint8Array): Uint8Array | undefined {
    return hash.length === 32 ? this.#tables.hashes.getBinary(hash) : undefined
  }

  #receipts(number: number): Uint8Array | undefined {
    return isNumber(number) ? this.#tables.receipts.getBinary(heightKey(number)) : undefined
  }
}

/** A header as it is kept: hash, time, RLP. */
export function recordOf({ hash, timestamp, header }: StoredHeader): Buffer {
  return Buffer.concat([hash, heightKey(timestamp), header])
}

export function headerIn(number: number, record: Uint8Array): StoredHeader {
  return {
    number,
    hash: record.subarray(0, 32),
    timestamp: heightIn(record, 32),
    header: record.subarray(32 + heightSize),
  }
}

/** The first or the last number in a table. */
function edgeOf(table: Table, last: boolean): number | undefined {
  const range = last
    ? { start: Buffer.alloc(heightSize, 0xff), reverse: true, limit: 1 }
    : { start: heightKey(0), limit: 1 }
  for (const key of table.getKeys(range)) return heightIn(key)
  return undefined
}

function placeKey({ block, index }: Place): Buffer {
  const key = Buffer.allocUnsafe(placeSize)
  key.writeUIntBE(block, 0, heightSize)
  key.writeUIntBE(index, heightSize, 3)
  return key
}

function placeIn(bytes: Uint8Array): Place {
  const [high = 0, middle = 0, low = 0] = bytes.subarray(heightSize, placeSize)
  return { block: heightIn(bytes), index: high * 65_536 + middle * 256 + low }
}

function isNumber(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0 && number < 2 ** 48
}
