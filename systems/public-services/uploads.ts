import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { isOpen } from './domain/case.ts'
import { largestCase, largestFile, mediaTypeOf, partSize, safeName } from './domain/upload.ts'
import { type Case, findCase } from './storage/cases.ts'
import {
  addPart,
  completeEvidence,
  deleteEvidence,
  type Evidence,
  findEvidence,
  insertEvidence,
  readParts,
  sizeOfCase,
} from './storage/evidence.ts'
import type { Schema } from './storage/schema.ts'

/** Files that come with cases: taken in parts, sealed at rest, whole or not at all. */
export function openUploads({ clock, secrets }: Kernel, db: Kysely<Schema>) {
  const purposeOf = (id: Id<'evidence'>) => `evidence:${id}`

  async function plainParts(
    on: Kysely<Schema> | Transaction<Schema>,
    id: Id<'evidence'>,
  ): Promise<Buffer[]> {
    return (await readParts(on, id)).map((it) => secrets.unseal(purposeOf(id), it))
  }

  /** Holds the case still: its files change only while it is open, and one at a time. */
  async function holdOpen(tx: Transaction<Schema>, id: Id<'case'>): Promise<void> {
    const held = await findCase(tx, id, 'for update')
    if (!held || !isOpen(held.state)) throw caseClosed()
  }

  /** Commits one part. Throws 409 when another upload of the same file was faster. */
  function commitPart(of: Evidence, part: Buffer): Promise<Evidence> {
    const { id, caseId, received: startsAt } = of
    return db.transaction().execute(async (tx) => {
      await holdOpen(tx, caseId)
      const it = await findEvidence(tx, id, 'for update')
      if (!it || it.received === it.size || it.received !== startsAt) throw offsetWrong()
      const sealed = secrets.seal(purposeOf(id), part)
      await addPart(tx, { id, startsAt, sealed, length: part.length })
      const received = startsAt + part.length
      if (received < it.size) return { ...it, received }
      const parts = await plainParts(tx, id)
      const mediaType = mediaTypeOf(parts[0] ?? Buffer.alloc(0))
      if (!mediaType) return { ...it, received, mediaType: null }
      const digest = createHash('sha256')
      for (const plain of parts) digest.update(plain)
      await completeEvidence(tx, id, mediaType, digest.digest())
      return { ...it, received, mediaType }
    })
  }

  return {
    /** Begins an upload of `size` bytes for one field of an open case. */
    begin(it: Case, ask: { field: string; name: string; size: number }): Promise<Evidence> {
      if (!/^[a-zA-Z]{1,40}$/.test(ask.field)) throw offsetWrong()
      if (ask.size < 1 || ask.size > largestFile) throw tooLarge()
      return db.transaction().execute(async (tx) => {
        await holdOpen(tx, it.id)
        if ((await sizeOfCase(tx, it.id)) + ask.size > largestCase) throw tooLarge()
        const now = clock.now()
        const evidence: Evidence = {
          id: newId('evidence', now),
          caseId: it.id,
          field: ask.field,
          name: safeName(ask.name),
          mediaType: null,
          size: ask.size,
          received: 0,
        }
        await insertEvidence(tx, { ...evidence, createdAt: now })
        return evidence
      })
    },

    find: (id: Id<'evidence'>) => findEvidence(db, id),

    /**
     * Takes bytes from `offset` on, committing part after part: when the line breaks, what was
     * committed stays. Resolves with what has been received. A whole file of a type that is not
     * taken is thrown away, and refused.
     */
    async receive(
      start: Evidence,
      offset: number,
      bytes: AsyncIterable<Buffer>,
    ): Promise<Evidence> {
      if (offset !== start.received) throw offsetWrong()
      let it = start
      let held: Buffer[] = []
      let heldBytes = 0
      const commit = async (): Promise<void> => {
        if (heldBytes === 0) return
        const part = Buffer.concat(held)
        held = []
        heldBytes = 0
        it = await commitPart(it, part)
      }
      for await (const chunk of bytes) {
        held.push(chunk)
        heldBytes += chunk.length
        if (it.received + heldBytes > it.size) throw tooLarge()
        if (heldBytes >= partSize) await commit()
      }
      await commit()
      if (it.received === it.size && it.mediaType === null) {
        await db.transaction().execute((tx) => deleteEvidence(tx, it.id))
        throw typeRefused()
      }
      return it
    },

    async content(id: Id<'evidence'>): Promise<Buffer> {
      return Buffer.concat(await plainParts(db, id))
    },

    remove: (it: Case, id: Id<'evidence'>) =>
      db.transaction().execute(async (tx) => {
        await holdOpen(tx, it.id)
        await deleteEvidence(tx, id)
      }),
  }
}

export type Uploads = ReturnType<typeof openUploads>

function offsetWrong(): Problem {
  return new Problem(409, 'public-services.upload-offset-wrong', {
    vi: 'Phần gửi lên không nối tiếp phần đã nhận; hãy hỏi lại vị trí rồi gửi tiếp.',
    en: 'The part does not follow what was received; ask for the offset and go on from there.',
  })
}

function tooLarge(): Problem {
  return new Problem(413, 'public-services.upload-too-large', {
    vi: 'Tệp quá lớn: tối đa 10 MB mỗi tệp, 50 MB mỗi hồ sơ.',
    en: 'The file is too large: at most 10 MB each, and 50 MB with one case.',
  })
}

function typeRefused(): Problem {
  return new Problem(415, 'public-services.upload-type-refused', {
    vi: 'Chỉ nhận PDF và ảnh JPEG, PNG, WebP. Tệp này là loại khác.',
    en: 'Only PDF and JPEG, PNG or WebP pictures are taken. This file is something else.',
  })
}

function caseClosed(): Problem {
  return new Problem(409, 'public-services.case-closed', {
    vi: 'Hồ sơ đã nộp nên không thể thay đổi tệp đính kèm.',
    en: 'The case has been submitted; its files can no longer be changed.',
  })
}
