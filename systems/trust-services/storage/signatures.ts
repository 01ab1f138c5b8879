import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'

export type SignatureEntry = {
  readonly at: Date
  readonly serial: string
  /** Another certificate that must be good for the signature to be worth anything. */
  readonly alsoGood?: string
  readonly kind: 'pdf' | 'jws'
  /** SHA-256 of what was signed. */
  readonly digest: Buffer
  readonly reference: string
  readonly activation?: { readonly shownDigest: Buffer; readonly confirmationId: string }
}

export type SignatureLog = {
  /**
   * Enters a signature; resolves when the entry is durable. Throws a `Problem` when the
   * certificate was revoked: a signature whose entry fails is not handed out.
   */
  enter(entry: SignatureEntry): Promise<void>
}

type Waiting = {
  entry: SignatureEntry
  done: () => void
  failed: (error: unknown) => void
}

const limits = { batch: 500, waiting: 10_000 }

/** The log of signatures. Entries that come at the same time share one statement and commit. */
export function openSignatureLog({ clock, database }: Kernel): SignatureLog {
  const pool = database.pool('trust-services')
  let waiting: Waiting[] = []
  let writing = false

  async function write(batch: readonly Waiting[]): Promise<void> {
    const rows = batch.map(({ entry }) => ({ id: newId('signature', clock.now()), entry }))
    try {
      const { rows: entered } = await pool.query<{ id: Id<'signature'> }>(
        insertGood,
        columnsOf(rows),
      )
      const ids = new Set(entered.map((it) => it.id))
      batch.forEach(({ done, failed }, at) => {
        if (ids.has(rows[at]?.id as Id<'signature'>)) done()
        else failed(certificateRevoked())
      })
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, limits.batch)
      waiting = waiting.slice(limits.batch)
      await write(batch)
    }
    writing = false
  }

  return {
    enter(entry) {
      if (waiting.length >= limits.waiting) throw tooBusy()
      return new Promise((done, failed) => {
        waiting.push({ entry, done, failed })
        if (!writing) setImmediate(() => writing || void writeAll())
      })
    },
  }
}

const insertGood = `
  insert into trust_services.signature
    (id, at, serial, kind, digest, reference, shown_digest, confirmation_id)
  select id, at, t.serial, kind, digest, reference, shown_digest, confirmation_id
  from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bytea[],
    $7::text[], $8::bytea[], $9::uuid[]) as t(id, at, serial, also_good, kind, digest,
      reference, shown_digest, confirmation_id)
  where not exists (select from trust_services.certificate c
    where c.serial in (t.serial, t.also_good) and c.revoked_at is not null)
  returning id`

function columnsOf(rows: readonly { id: string; entry: SignatureEntry }[]): unknown[][] {
  return [
    rows.map((it) => it.id),
    rows.map(({ entry }) => entry.at),
    rows.map(({ entry }) => entry.serial),
    rows.map(({ entry }) => entry.alsoGood ?? null),
    rows.map(({ entry }) => entry.kind),
    rows.map(({ entry }) => entry.digest),
    rows.map(({ entry }) => entry.reference),
    rows.map(({ entry }) => entry.activation?.shownDigest ?? null),
    rows.map(({ entry }) => entry.activation?.confirmationId ?? null),
  ]
}

function certificateRevoked(): Problem {
  return new Problem(409, 'trust-services.certificate-revoked', {
    vi: 'Chứng thư của người ký đã bị thu hồi nên không thể ký.',
    en: 'The certificate of the signer was revoked, so that nothing can be signed with it.',
  })
}

function tooBusy(): Problem {
  return new Problem(
    503,
    'trust-services.busy',
    {
      vi: 'Quá nhiều chữ ký đang chờ; vui lòng thử lại sau.',
      en: 'Too many signatures are waiting; please try again soon.',
    },
    { retryAfterSeconds: 2 },
  )
}
