import type pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'

/** Rows in the text format of COPY: cells between tabs, \N for what is unsaid. */
export type Lines = { readonly columns: string; readonly text: string }

/** The columns are the members of the first row; the rows after it have the same. */
export function linesOf<Item>(items: readonly Item[], row: (item: Item) => object): Lines {
  let columns = ''
  let text = ''
  for (const item of items) {
    const it = row(item) as Record<string, Cell>
    if (columns === '') columns = Object.keys(it).join(', ')
    let end = ''
    for (const cell of Object.values(it)) {
      text += end + cellOf(cell)
      end = '\t'
    }
    text += '\n'
  }
  return { columns, text }
}

type Cell = string | number | bigint | boolean | Date | null

function cellOf(value: Cell): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') {
    return special.test(value) ? value.replaceAll(specials, (it) => escapes[it] as string) : value
  }
  return value instanceof Date ? value.toISOString() : String(value)
}

const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** One COPY into a table that was truncated in the same transaction. */
export function openCopy(client: pg.Client, table: string) {
  let stream: CopyStreamQuery | undefined
  return {
    async write({ columns, text }: Lines): Promise<void> {
      if (text === '') return
      stream ??= client.query(copyFrom(`copy ${table} (${columns}) from stdin with (freeze)`))
      await settled(stream, (done) => stream?.write(text, done))
    },
    async end(): Promise<void> {
      if (stream) await settled(stream, (done) => stream?.end(done))
    },
  }
}

/** A stream whose connection breaks says so by an event, and may never call back. */
function settled(stream: CopyStreamQuery, act: (done: (error?: Error | null) => void) => void) {
  return new Promise<void>((resolve, reject) => {
    stream.once('error', reject)
    act((error) => {
      stream.off('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })
}

export type Ahead<Made> = ReturnType<typeof openAhead<Made>>

/**
 * Makes the next things while others work on the last, so that neither waits for the other; at
 * most so many are kept ready.
 *
 * @param make Undefined when there are no more.
 */
export function openAhead<Made>(make: () => Made | undefined, most: number) {
  const ready: Made[] = []
  const state = { ended: false, busy: false }
  const makeOne = (): void => {
    const made = make()
    if (made === undefined) state.ended = true
    else ready.push(made)
  }
  const over = (): void => {
    state.busy = false
  }
  return {
    next(): Made | undefined {
      if (ready.length === 0 && !state.ended) makeOne()
      return ready.shift()
    },
    /** Makes ahead while this work goes on. */
    async during(work: Promise<void>): Promise<void> {
      state.busy = true
      work.then(over, over)
      await turn()
      while (state.busy && !state.ended && ready.length < most) {
        makeOne()
        await turn()
      }
      await work
    },
  }
}

/** Lets what has happened outside be heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
