/**
 * The provider's files on the gateway's disk, encrypted (AES-256-CTR under a key of their own; that
 * nothing was changed is what the digests show), with their manifests in the store. A file that is
 * being received grows piece by piece; what is told as received survives a power failure.
 */
import {
  type Cipheriv,
  createCipheriv,
  createHash,
  type Hash,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { syncFolder } from '#kernel/secrets'
import { type FileEntry, type FileManifest, pieceBytes, type Span } from '../domain/batch-file.ts'
import type { Store } from '../hot-path/store.ts'

/** `pieces`: the digests of whole pieces, one after the other. */
export const fileTables = `
create table if not exists file (
  id text primary key,
  service text not null,
  name text not null,
  ready integer not null default 0,
  media_type text not null,
  size integer,
  received integer not null default 0,
  at integer not null,
  sha256 text,
  pieces blob not null default x'',
  iv blob not null,
  unique (service, name)
) strict;
`

export type KeptFile = {
  readonly id: string
  readonly service: string
  readonly name: string
  readonly ready: number
  readonly media_type: string
  /** As far as it is known. */
  readonly size: number | null
  readonly received: number
  readonly at: number
  readonly sha256: string | null
  readonly pieces: Uint8Array
  readonly iv: Uint8Array
}

export type Vault = ReturnType<typeof openVault>

export function openVault(store: Store, folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = Buffer.from(hkdfSync('sha256', store.key, '', 'ndc:gateway-files', 32))
  const pathOf = ({ id }: Pick<KeptFile, 'id'>): string => join(folder, id)

  /** The cipher as it stands at a place; encrypting and decrypting are the same. */
  const cipherAt = (iv: Uint8Array, at: number): Cipheriv => {
    const block = Buffer.from(iv)
    block.writeUInt32BE(Math.floor(at / 16), 12)
    const cipher = createCipheriv('aes-256-ctr', key, block)
    cipher.update(Buffer.alloc(at % 16))
    return cipher
  }

  const find = async (service: string, name: string): Promise<KeptFile | undefined> =>
    (
      await store.read<KeptFile>([
        'select * from file where service = ? and name = ?',
        service,
        name,
      ])
    )[0]

  const drop = async (it: KeptFile): Promise<void> => {
    await store.write([['delete from file where id = ?', it.id]])
    rmSync(pathOf(it), { force: true })
  }

  return {
    find,
    drop,

    async begin(service: string, name: string, mediaType: string, size: number | null, at: number) {
      const id = randomBytes(16).toString('hex')
      // The last four bytes count blocks: 64 GiB of them.
      const iv = Buffer.concat([randomBytes(12), Buffer.alloc(4)])
      await store.write([
        [
          'insert into file (id, service, name, media_type, size, at, iv) values (?, ?, ?, ?, ?, ?, ?)',
          id,
          service,
          name,
          mediaType,
          size,
          at,
          iv,
        ],
      ])
      return (await find(service, name)) as KeptFile
    },

    /** Ready to receive behind what is there; reads that once, for the digest of the whole. */
    async receive(it: KeptFile): Promise<Receiving> {
      const file = await open(pathOf(it), it.received === 0 ? 'w+' : 'r+', 0o600)
      syncFolder(folder)
      const hashes = { whole: createHash('sha256'), piece: createHash('sha256') }
      const begun = Math.floor(it.received / pieceBytes) * pieceBytes
      if (it.received > 0) {
        const source = createReadStream(pathOf(it), { end: it.received - 1 })
        const cipher = cipherAt(it.iv, 0)
        let at = 0
        for await (const part of source as AsyncIterable<Buffer>) {
          const plain = cipher.update(part)
          hashes.whole.update(plain)
          if (at + plain.length > begun)
            hashes.piece.update(plain.subarray(Math.max(0, begun - at)))
          at += plain.length
        }
      }
      return new Receiving(store, it, file, cipherAt(it.iv, it.received), hashes)
    },

    /** The plain bytes of a span. */
    async read(it: KeptFile, { from, to }: Span): Promise<Readable> {
      const file = await open(pathOf(it))
      const source = file.createReadStream({
        start: from,
        end: Math.max(from, to - 1),
        highWaterMark: 262_144,
      })
      const cipher = cipherAt(it.iv, from)
      source.once('error', (error) => cipher.destroy(error))
      cipher.once('close', () => source.destroy())
      return source.pipe(cipher)
    },

    /** Ready ones in the order of their names, behind one. */
    async list(service: string, after: string, limit: number): Promise<FileEntry[]> {
      const rows = await store.read<KeptFile>([
        `select *, x'' as pieces from file
         where service = ? and ready = 1 and name > ? order by name limit ?`,
        service,
        after,
        limit,
      ])
      return rows.map(entryOf)
    },

    /** Bytes that a service's files take, or will. */
    async used(service: string): Promise<number> {
      const [row] = await store.read<{ used: number }>([
        'select coalesce(sum(max(coalesce(size, 0), received)), 0) as used from file where service = ?',
        service,
      ])
      return row?.used ?? 0
    },

    /** Lets go of files from before, and of drafts that nobody went on with. */
    async sweep(readyBeforeMs: number, draftsBeforeMs: number, busy: ReadonlySet<string>) {
      const old = await store.read<KeptFile>([
        'select * from file where at < case ready when 1 then ? else ? end limit 1000',
        readyBeforeMs,
        draftsBeforeMs,
      ])
      for (const it of old) if (!busy.has(it.id)) await drop(it)
    },

    /** After a crash between the two steps of dropping. Only before anything is received. */
    async tidy(): Promise<void> {
      const known = await store.read<{ id: string }>(['select id from file'])
      const ids = new Set(known.map((it) => it.id))
      for (const it of readdirSync(folder))
        if (!ids.has(it)) rmSync(join(folder, it), { force: true })
    },
  }
}

/** A file while it arrives. */
export class Receiving {
  readonly #store: Store
  readonly #it: KeptFile
  readonly #file: FileHandle
  readonly #cipher: Cipheriv
  readonly #whole: Hash
  #piece: Hash
  #pieces: Uint8Array
  #written: number

  constructor(
    store: Store,
    it: KeptFile,
    file: FileHandle,
    cipher: Cipheriv,
    hashes: { whole: Hash; piece: Hash },
  ) {
    this.#store = store
    this.#it = it
    this.#file = file
    this.#cipher = cipher
    this.#whole = hashes.whole
    this.#piece = hashes.piece
    this.#pieces = it.pieces.slice(0, Math.floor(it.received / pieceBytes) * 32)
    this.#written = it.received
  }

  get written(): number {
    return this.#written
  }

  async take(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const room = pieceBytes - (this.#written % pieceBytes)
      const part = bytes.subarray(at, at + room)
      const sealed = this.#cipher.update(part)
      await writeAll(this.#file, sealed, this.#written)
      this.#whole.update(part)
      this.#piece.update(part)
      this.#written += part.length
      at += part.length
      if (this.#written % pieceBytes === 0) await this.#endPiece()
    }
  }

  async #endPiece(): Promise<void> {
    this.#pieces = Buffer.concat([this.#pieces, this.#piece.digest()])
    this.#piece = createHash('sha256')
    await this.keep()
  }

  /** What was written until now is there after a power failure. */
  async keep(): Promise<void> {
    await this.#file.datasync()
    await this.#store.write([
      [
        'update file set received = ?, pieces = ? where id = ?',
        this.#written,
        this.#pieces,
        this.#it.id,
      ],
    ])
  }

  /** The digest of the whole (hex). Nothing more may be taken. */
  digest(): string {
    return this.#whole.digest('hex')
  }

  /** It has its name from now on. */
  async finish(sha256: string, atMs: number): Promise<void> {
    if (this.#written % pieceBytes !== 0 || this.#written === 0) {
      this.#pieces = Buffer.concat([this.#pieces, this.#piece.digest()])
    }
    await this.#file.datasync()
    await this.#store.write([
      [
        `update file set ready = 1, received = ?, size = ?, pieces = ?, sha256 = ?, at = ?
         where id = ?`,
        this.#written,
        this.#written,
        this.#pieces,
        sha256,
        atMs,
        this.#it.id,
      ],
    ])
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

export function entryOf(it: KeptFile): FileEntry {
  return {
    name: it.name,
    size: it.size ?? it.received,
    mediaType: it.media_type,
    createdAt: new Date(it.at).toISOString(),
    sha256: it.sha256 ?? '',
    pieceBytes,
  }
}

export function manifestOf(it: KeptFile): FileManifest {
  const hex = Buffer.from(it.pieces).toString('hex')
  return { ...entryOf(it), pieces: hex.match(/.{64}/g) ?? [] }
}
