/** Bodies: held whole where they are small, else streamed with their last part held back. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Readable, Writable } from 'node:stream'

export type BodyForm = 'none' | 'held' | 'streamed'

/** How the body of a message travels; undefined when its length makes no sense. */
export function bodyFormOf(
  headers: IncomingMessage['headers'],
  heldBody: number,
): BodyForm | undefined {
  if (headers['transfer-encoding'] !== undefined) {
    return headers['transfer-encoding'].toLowerCase() === 'chunked' ? 'streamed' : undefined
  }
  const length = headers['content-length']
  if (length === undefined || length === '0') return 'none'
  if (!/^\d{1,15}$/.test(length)) return undefined
  return Number(length) <= heldBody ? 'held' : 'streamed'
}

/** The body did not arrive, or stopped. */
export class BodyBroken extends Error {
  override name = 'BodyBroken'
}

/** All of a body, or its beginning where it is longer than may be held. */
export type Taken =
  | { readonly whole: Buffer; readonly begun?: undefined }
  | { readonly whole?: undefined; readonly begun: readonly Buffer[] }

/** Reads a body as far as it may be held; rejects when it breaks off or pauses too long. */
export function takeBody(from: IncomingMessage, most: number, idleMs: number): Promise<Taken> {
  if (from.complete && !from.destroyed && from.readableLength <= most) {
    // All of it came with its head, as small ones do.
    const whole = from.read() as Buffer | null
    return Promise.resolve({ whole: whole ?? Buffer.alloc(0) })
  }
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let [length, seen] = [0, 0]
    const watch = setInterval(() => {
      if (parts.length === seen) fail('The body paused too long.')
      seen = parts.length
    }, idleMs)
    const done = (): void => {
      clearInterval(watch)
      from.off('data', take)
      from.off('end', end)
      from.off('error', broke)
      from.off('close', broke)
    }
    const fail = (words: string): void => {
      done()
      from.destroy()
      reject(new BodyBroken(words))
    }
    const broke = (): void => fail('The body broke off.')
    const take = (part: Buffer): void => {
      parts.push(part)
      length += part.length
      if (length <= most) return
      from.pause()
      done()
      resolve({ begun: parts })
    }
    const end = (): void => {
      done()
      const [only] = parts
      resolve({ whole: only && parts.length === 1 ? only : Buffer.concat(parts, length) })
    }
    from.on('data', take)
    from.once('end', end)
    from.once('error', broke)
    from.once('close', broke)
    if (from.destroyed) broke()
  })
}

/** Reads a whole body; rejects when it is longer than may be held. */
export async function readBody(
  from: IncomingMessage,
  most: number,
  idleMs: number,
): Promise<Buffer> {
  const { whole } = await takeBody(from, most, idleMs)
  if (whole) return whole
  from.destroy()
  throw new BodyBroken('The body is too long.')
}

/** As it can travel to a thread: without the larger memory that a small part may lie in. */
export function copyOf(body: Buffer | undefined): Uint8Array | undefined {
  return body && body.length > 0 ? new Uint8Array(body) : undefined
}

export type Relayed = {
  /** SHA-256 of all of it. */
  readonly digest: Buffer
  /** Its last part, not yet written. */
  readonly last: Buffer
}

/**
 * Writes a body on as it arrives, but for its last part: the caller lets that go when it has
 * checked the whole, or destroys what it wrote to. No more is in memory than what the slower side
 * has not yet taken. Rejects when either side breaks off or rests for `idleMs`.
 */
export function relay(
  from: Readable,
  to: Writable,
  idleMs: number,
  begun: readonly Buffer[] = [],
): Promise<Relayed> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    let held: Buffer | undefined
    let moved = true
    const watch = setInterval(() => {
      if (!moved) fail('The body paused too long.')
      moved = false
    }, idleMs)
    const done = (): void => {
      clearInterval(watch)
      from.off('data', take)
      from.off('error', broke)
      from.off('close', broke)
      to.off('drain', goOn)
      to.off('error', broke)
      to.off('close', broke)
    }
    const fail = (words: string): void => {
      done()
      reject(new BodyBroken(words))
    }
    const broke = (): void => fail('The body broke off.')
    const goOn = (): void => {
      moved = true
      from.resume()
    }
    const take = (part: Buffer): void => {
      moved = true
      hash.update(part)
      const before = held
      held = part
      if (before && !to.write(before)) from.pause()
    }
    for (const part of begun) take(part)
    from.on('data', take)
    from.once('error', broke)
    from.once('close', broke)
    from.once('end', () => {
      done()
      resolve({ digest: hash.digest(), last: held ?? Buffer.alloc(0) })
    })
    to.on('drain', goOn)
    to.once('error', broke)
    to.once('close', broke)
    if (from.destroyed || to.destroyed) broke()
    else if (!to.writableNeedDrain) from.resume()
  })
}
