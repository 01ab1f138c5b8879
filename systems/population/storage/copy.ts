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
  let broken: Promise<never> | undefined
  let failure: Error | undefined

  function begin(columns: string): CopyStreamQuery {
    const begun = client.query(copyFrom(`copy ${table} (${columns}) from stdin with (freeze)`))
    // A stream whose connection breaks says so by an event, at any time, and never calls back.
    broken = new Promise((_, reject) => {
      begun.on('error', (error) => {
        failure = error
        reject(error)
      })
    })
    broken.catch(() => undefined)
    return begun
  }

  /** Waits until the stream has done what it is asked for, or has broken. */
  async function settled(act: (done: () => void) => void): Promise<void> {
    if (failure) throw failure
    await Promise.race([new Promise<void>(act), broken])
  }

  return {
    async write({ columns, text }: Lines): Promise<void> {
      if (text === '') return
      const to = (stream ??= begin(columns))
      await settled((done) => to.write(text, () => done()))
    },
    async end(): Promise<void> {
      const to = stream
      if (to) await settled((done) => to.end(done))
    },
    /** Gives it up: the server forgets the rows and listens again. */
    async abort(): Promise<void> {
      const to = stream
      if (!to || failure) return
      await new Promise<void>((resolve) => {
        to.once('close', () => resolve())
        to.destroy(new Error('the source of the rows broke'))
      })
    },
  }
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
  const state = { ended: false, busy: false, broken: undefined as { error: unknown } | undefined }
  const makeOne = (): void => {
    try {
      const made = make()
      if (made === undefined) state.ended = true
      else ready.push(made)
    } catch (error) {
      state.ended = true
      state.broken = { error }
    }
  }
  const over = (): void => {
    state.busy = false
  }
  return {
    /** Throws what `make` threw, when all that was made before has been taken. */
    next(): Made | undefined {
      if (ready.length === 0 && !state.ended) makeOne()
      if (ready.length === 0 && state.broken) throw state.broken.error
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
