import { createWriteStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { atPointer, type SourceSettings } from '../domain/source.ts'
import { freeName } from './files.ts'
import type { Loading } from './loading.ts'
import { fileBroken, sourceAway, sourceRefused } from './problems.ts'
import { atMost, largestSource } from './size.ts'

type Rest = Extract<SourceSettings, { kind: 'rest' }>

const [largestPage, mostPages] = [16 * 1_048_576, 100_000]

/** Reads page after page into lines of JSON. Returns the columns that were met. */
export async function collectFromRest(
  { network, secret, signal, ask, watermark }: Loading,
  it: Rest,
  file: string,
): Promise<string[]> {
  const columns = new Map<string, string>()
  const taken = new Set<string>()
  const columnOf = (name: string): string => {
    const known = columns.get(name) ?? freeName(name, taken)
    columns.set(name, known)
    return known
  }
  const headers = {
    accept: 'application/json',
    ...(it.secretHeader && secret !== '' && { [it.secretHeader]: secret }),
  }
  const since = ask.kind === 'back-fill' ? ask.from : (watermark?.after ?? null)

  async function* lines(): AsyncGenerator<string> {
    let next: string | undefined = firstPage(it)
    for (let page = 0; next !== undefined || page === 0; page++) {
      if (page >= mostPages) throw tooLong()
      const url = pageUrl(it, next, ask.kind === 'full' ? null : since)
      const document = await readJson(await network.get(url, headers, signal))
      const rows = atPointer(document, it.rows)
      if (!Array.isArray(rows)) throw notRows()
      for (const row of rows) {
        if (typeof row !== 'object' || row === null || Array.isArray(row)) throw notRows()
        const cells = Object.entries(row).map(([name, value]) => [columnOf(name), value])
        yield `${JSON.stringify(Object.fromEntries(cells))}\n`
      }
      next = nextPage(it, next, document, rows.length)
    }
  }
  await pipeline(lines, atMost(largestSource), createWriteStream(file), { signal })
  return [...columns.values()]
}

function firstPage({ paging }: Rest): string | undefined {
  return paging.by === 'page' ? String(paging.first) : undefined
}

function nextPage({ paging }: Rest, now: string | undefined, document: unknown, rows: number) {
  if (paging.by === 'none') return undefined
  if (paging.by === 'page') return rows === 0 ? undefined : String(Number(now) + 1)
  const cursor = atPointer(document, paging.next)
  const found = typeof cursor === 'string' || typeof cursor === 'number' ? String(cursor) : ''
  return found === '' || found === now ? undefined : found
}

function pageUrl(
  { url: text, paging, sinceParameter }: Rest,
  at: string | undefined,
  since: string | null,
) {
  const url = new URL(text)
  if (paging.by !== 'none' && at !== undefined) url.searchParams.set(paging.parameter, at)
  if (paging.by === 'page' && paging.sizeParameter) {
    url.searchParams.set(paging.sizeParameter, String(paging.size))
  }
  if (sinceParameter && since !== null) url.searchParams.set(sinceParameter, since)
  return url
}

async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestPage) throw tooLong()
    chunks.push(chunk)
  }
  checkStatus(answer.statusCode ?? 0)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw notRows()
  }
}

/** Refuses everything that is not an answer with content. */
export function checkStatus(status: number): void {
  if (status === 200) return
  if (status === 401 || status === 403) {
    throw sourceRefused(
      `Nguồn từ chối quyền truy cập (${status}).`,
      `The source refuses access (${status}).`,
    )
  }
  if (status === 429 || status >= 500) throw sourceAway(`HTTP ${status}`)
  throw sourceRefused(
    `Nguồn trả lời HTTP ${status}; không đi theo chuyển hướng.`,
    `The source answers HTTP ${status}; redirections are not followed.`,
  )
}

function notRows() {
  return fileBroken(
    'Câu trả lời của nguồn không có mảng bản ghi ở vị trí đã khai.',
    'The answer of the source has no array of records at the place that was named.',
  )
}

function tooLong() {
  return fileBroken(
    'Nguồn trả về quá nhiều dữ liệu trong một trang hoặc quá nhiều trang.',
    'A page of the source is larger than 16 MB, or there are too many pages.',
  )
}
