/**
 * A door: fetching a file through the exchange, on the consumer's side, piece by piece. Each is
 * checked at once, so that whatever cuts it off, what has arrived is used when it is asked again.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { dirname, resolve } from 'node:path'
import { wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { codeOf, Refusal } from '#kernel/problem'
import { syncFolder } from '#kernel/secrets'
import { type FileManifest, isFileName, pieceBytes, pieceSpan } from '../domain/batch-file.ts'
import { parseServiceId, parseSubsystemId } from '../domain/identifier.ts'
import { protocolVersion } from '../domain/target.ts'

export type FetchOrder = {
  /** The client port of the consumer's gateway. */
  readonly gateway: string
  readonly client: string
  readonly service: string
  readonly name: string
  /** Where it goes; what has arrived lies beside it, with `.part` behind the name. */
  readonly to: string
  /** For a gateway that is asked by HTTPS: key, cert and ca. */
  readonly tls?: Pick<
    RequestOptions & { key?: string; cert?: string; ca?: string },
    'key' | 'cert' | 'ca'
  >
  readonly signal?: AbortSignal
  /** Told of bytes that are there and right. */
  progress?(received: number, size: number): void
  /** Stretches the pauses between tries: 1. */
  readonly pace?: number
}

const tries = 6
const atOnce = 4
const idleMs = 60_000
const mostManifest = 1_048_576

/** Resolves when the whole file is there under its name, with the digest that was promised. */
export async function fetchFile(order: FetchOrder): Promise<FileManifest> {
  check(order)
  const manifest = readManifest(await tried(order, 'manifest', mostManifest), order)
  const part = `${order.to}.part`
  const file = await openPart(part)
  try {
    const whole = createHash('sha256')
    const kept = await keptPieces(part, manifest, whole)
    await file.truncate(kept * pieceBytes < manifest.size ? kept * pieceBytes : manifest.size)
    for await (const [number, bytes] of piecesFrom(kept, order, manifest)) {
      order.signal?.throwIfAborted()
      whole.update(bytes)
      await file.write(bytes, 0, bytes.length, number * pieceBytes)
      order.progress?.(number * pieceBytes + bytes.length, manifest.size)
    }
    if (whole.digest('hex') !== manifest.sha256) {
      throw new Refusal('The whole file has another digest than its manifest says: ask its owner.')
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, order.to)
  syncFolder(dirname(resolve(order.to)))
  return manifest
}

function check({ client, service, name, gateway }: FetchOrder): void {
  if (!parseServiceId(service)) {
    throw new Refusal(`"${service}" is no service: VN/GOV/MEMBER/SUBSYSTEM/SERVICE.`)
  }
  if (!parseSubsystemId(client)) {
    throw new Refusal(`"${client}" is no subsystem: VN/GOV/MEMBER/SUBSYSTEM.`)
  }
  if (!isFileName(name)) throw new Refusal(`"${name}" is no name of a file.`)
  if (!/^https?:\/\/[^/]+\/?$/.test(gateway)) {
    throw new Refusal(`"${gateway}" is no address of a gateway, such as http://127.0.0.1:4401.`)
  }
}

async function openPart(part: string): Promise<FileHandle> {
  try {
    return await open(part, 'r+')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusable(part, error)
  }
  return open(part, 'w+', 0o600).catch((error: unknown) => {
    throw unusable(part, error)
  })
}

function unusable(part: string, error: unknown): Refusal {
  return new Refusal(`${part} cannot be written (${codeOf(error)}).`)
}

/** Pieces that are there already: their digests say whether they are right. */
async function keptPieces(
  part: string,
  { pieces, size }: FileManifest,
  whole: ReturnType<typeof createHash>,
): Promise<number> {
  const there = Math.min((await stat(part)).size, size)
  for (let number = 0; number < pieces.length; number++) {
    const span = pieceSpan(number, size)
    if (!span || span.to > there || span.to === span.from) return number
    const read: Buffer[] = []
    for await (const bytes of createReadStream(part, { start: span.from, end: span.to - 1 })) {
      read.push(bytes as Buffer)
    }
    const bytes = Buffer.concat(read)
    if (sha256(bytes).toString('hex') !== pieces[number]) return number
    whole.update(bytes)
  }
  return pieces.length
}

/** Pieces in their order; a few are on their way at once, since each is an exchange of its own. */
async function* piecesFrom(
  first: number,
  order: FetchOrder,
  manifest: FileManifest,
): AsyncGenerator<[number: number, bytes: Buffer]> {
  const ending = new AbortController()
  const signal = order.signal ? AbortSignal.any([order.signal, ending.signal]) : ending.signal
  const coming: Promise<Buffer>[] = []
  try {
    for (let [number, asked] = [first, first]; number < manifest.pieces.length; number++) {
      for (; asked < Math.min(number + atOnce, manifest.pieces.length); asked++) {
        const next = piece({ ...order, signal }, manifest, asked)
        // One that fails is told when its turn has come.
        next.catch(() => undefined)
        coming.push(next)
      }
      yield [number, await (coming.shift() as Promise<Buffer>)]
    }
  } finally {
    ending.abort()
  }
}

async function piece(order: FetchOrder, manifest: FileManifest, number: number): Promise<Buffer> {
  const span = pieceSpan(number, manifest.size)
  const length = span ? span.to - span.from : 0
  if (length === 0) return Buffer.alloc(0)
  for (let attempt = 1; ; attempt++) {
    const bytes = await tried(order, `pieces/${number}`, length)
    if (sha256(bytes).toString('hex') === manifest.pieces[number]) return bytes
    if (attempt === 2) {
      throw new Refusal(
        `Piece ${number} is not what the manifest says: the file was replaced, or changed at its ` +
          'owner. What has arrived is kept; ask again for the new one.',
      )
    }
  }
}

function readManifest(bytes: Buffer, { name }: FetchOrder): FileManifest {
  const read = JSON.parse(bytes.toString()) as FileManifest
  const count = Math.max(1, Math.ceil(read.size / pieceBytes))
  const right =
    read.name === name &&
    read.pieceBytes === pieceBytes &&
    Array.isArray(read.pieces) &&
    read.pieces.length === count
  if (right) return read
  throw new Refusal('What the service answers is no manifest of a file.')
}

/** Asks again where a later try may help; an answer that was cut off is asked for again too. */
async function tried(order: FetchOrder, what: string, most: number): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    const got = await get(order, what, most).catch((error: Error) => error)
    order.signal?.throwIfAborted()
    if (!(got instanceof Error) && got.status === 200) return got.body
    const failed = got instanceof Error
    if (!failed && ![429, 502, 503, 504].includes(got.status)) throw new Refusal(refusalOf(got))
    if (attempt === tries) {
      const words = failed
        ? `The gateway at ${order.gateway} does not answer (${codeOf(got) ?? got.message}).`
        : refusalOf(got)
      throw new Refusal(`${words} What has arrived is kept: ask again to go on from there.`)
    }
    const asked = failed ? 0 : Number(got.headers['retry-after'] ?? 0)
    const ms = Math.max(2 ** attempt * 250, Math.min(60, asked || 0) * 1_000)
    await wait(ms * (order.pace ?? 1), order.signal)
  }
}

type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

function refusalOf({ status, body }: Got): string {
  try {
    const { message, detail } = JSON.parse(body.toString()) as Record<string, unknown>
    return [message, detail].filter((it) => typeof it === 'string' && it !== '').join(' ')
  } catch {
    return `The gateway answered ${status}.`
  }
}

function get(order: FetchOrder, what: string, most: number): Promise<Got> {
  const { gateway, service, name, client, tls, signal } = order
  const url = new URL(`/${protocolVersion}/${service}/${name}/${what}`, gateway)
  const secure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, {
      ...(secure && tls),
      ...(signal && { signal }),
      timeout: idleMs,
      headers: { 'x-road-client': client, 'accept-language': 'en' },
    })
    request.once('error', reject)
    request.once('timeout', () => request.destroy(new Error('Nothing came for a minute.')))
    request.once('response', (response) => {
      const parts: Buffer[] = []
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
        parts.push(part)
        if (length > Math.max(most, 65_536)) request.destroy(new Error('The answer is too long.'))
      })
      response.once('error', reject)
      response.once('end', () => {
        const { statusCode: status = 0, headers } = response
        if (response.complete) resolve({ status, headers, body: Buffer.concat(parts, length) })
        else reject(new Error('The answer was cut off.'))
      })
    })
    request.end()
  })
}
