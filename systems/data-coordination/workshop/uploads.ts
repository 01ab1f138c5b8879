import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Kysely } from 'kysely'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { Schema } from '../storage/schema.ts'
import {
  advanceUpload,
  findUpload,
  insertUpload,
  lockUpload,
  type SourceUpload,
} from '../storage/sources.ts'
import { problemOfStep } from './problems.ts'
import { factsOf, type Store } from './store.ts'

export const largestUpload = 16 * 1024 ** 3
const partSize = 4 * 1_048_576

/** Files for sources, taken in parts that are durable one by one: a broken line costs one. */
export function openSourceUploads({ clock }: Kernel, db: Kysely<Schema>, store: Store) {
  /** Writes one part where the file ended. Throws 409 when another call was faster. */
  async function commitPart(it: SourceUpload, part: Buffer): Promise<SourceUpload> {
    const file = store.uploadFile(it.id)
    const received = it.received + part.length
    return db.transaction().execute(async (tx) => {
      if ((await lockUpload(tx, it.id)) !== it.received) throw offsetWrong()
      const handle = await open(file, it.received === 0 ? 'w' : 'r+', 0o600)
      try {
        await handle.write(part, 0, part.length, it.received)
        await handle.datasync()
      } finally {
        await handle.close()
      }
      const sha256 = received === it.size ? (await factsOf(file)).sha256 : null
      if (!(await advanceUpload(tx, it.id, it.received, received, sha256))) throw offsetWrong()
      return { ...it, received, sha256 }
    })
  }

  return {
    async begin(name: string, size: number, createdBy: string): Promise<SourceUpload> {
      if (!Number.isSafeInteger(size) || size < 1 || size > largestUpload) throw sizeWrong()
      const now = clock.now()
      const id = newId('source-upload', now)
      await mkdir(dirname(store.uploadFile(id)), { recursive: true, mode: 0o700 })
      const it = { id, name: name.slice(0, 200), size, received: 0, sha256: null, createdBy }
      await insertUpload(db, it, now)
      return it
    },

    find: (id: Id<'source-upload'>) => findUpload(db, id),

    /** Takes bytes from `offset` on; resolves with how far the file has come. */
    async receive(
      start: SourceUpload,
      offset: number,
      bytes: AsyncIterable<Buffer>,
    ): Promise<SourceUpload> {
      if (offset !== start.received) throw offsetWrong()
      let it = start
      let [held, heldBytes]: [Buffer[], number] = [[], 0]
      const commit = async (): Promise<void> => {
        if (heldBytes === 0) return
        const part = Buffer.concat(held)
        ;[held, heldBytes] = [[], 0]
        it = await commitPart(it, part).catch((error: unknown) => {
          throw (error as { code?: string }).code === 'ENOSPC' ? problemOfStep(error) : error
        })
      }
      for await (const chunk of bytes) {
        held.push(chunk)
        heldBytes += chunk.length
        if (it.received + heldBytes > it.size) throw sizeWrong()
        if (heldBytes >= partSize) await commit()
      }
      await commit()
      return it
    },
  }
}

export type SourceUploads = ReturnType<typeof openSourceUploads>

function offsetWrong(): Problem {
  return new Problem(409, 'data-coordination.upload-offset-wrong', {
    vi: 'Phần gửi lên không nối tiếp phần đã nhận; hãy hỏi lại vị trí rồi gửi tiếp.',
    en: 'The part does not follow what was received; ask for the offset and go on from there.',
  })
}

function sizeWrong(): Problem {
  return new Problem(413, 'data-coordination.upload-too-large', {
    vi: 'Kích thước tệp phải từ 1 byte đến 16 GB, đúng như đã khai khi bắt đầu.',
    en: 'A file has 1 byte to 16 GB, and exactly as many as were said at the beginning.',
  })
}
