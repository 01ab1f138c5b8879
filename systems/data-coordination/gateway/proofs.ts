/** Takes the proof of an exchange out of a log. */
import { Problem } from '#kernel/problem'
import type { BatchHead } from '../evidence/batch.ts'
import type { Proof } from '../evidence/container.ts'
import { pathOf } from '../evidence/merkle.ts'
import { type EvidenceRow, recordOf, signedTextsOf } from '../hot-path/store-tables.ts'
import type { BatchRow } from './life-tables.ts'
import type { LogReader } from './log-reader.ts'

/** What of a record's exchange is found, with the number that the record has in the log. */
export type Found = { readonly seq: number; readonly proof: Proof }

/** At most so many records of one X-Road-Id are proven: its attempts, and both sides. */
const mostRecords = 20

/** The proofs of all that the log holds of an exchange. */
export async function findProofs(log: LogReader, key: Buffer, xRoadId: string): Promise<Found[]> {
  const rows = await log.read<EvidenceRow>([
    'select * from evidence where x_road_id = ? order by seq limit ?',
    xRoadId,
    mostRecords,
  ])
  if (rows.length === 0) throw unknown()
  return Promise.all(
    rows.map(async (row) => ({ seq: row.seq, proof: await proofOf(log, key, row) })),
  )
}

async function proofOf(log: LogReader, key: Buffer, row: EvidenceRow): Promise<Proof> {
  const [batch] = await log.read<BatchRow>([
    'select * from batch where first <= ? order by first desc limit 1',
    row.seq,
  ])
  if (!batch || row.seq >= batch.first + batch.size) throw unstamped()
  const leaves = Array.from({ length: batch.size }, (_, nth) =>
    batch.leaves.subarray(nth * 32, nth * 32 + 32),
  )
  const index = row.seq - batch.first
  const record = recordOf(row)
  return {
    record,
    texts: signedTextsOf(row, key),
    chains: {
      request: await chainOf(log, row.request_key),
      response: row.response_key ? await chainOf(log, row.response_key) : [],
    },
    head: JSON.parse(batch.head) as BatchHead,
    index,
    path: pathOf(leaves, index),
    token: Buffer.from(batch.token),
  }
}

async function chainOf(log: LogReader, keyId: Uint8Array): Promise<Buffer[]> {
  const [row] = await log.read<{ certificates: string }>([
    'select certificates from chain where key_id = ?',
    keyId,
  ])
  const all = row ? (JSON.parse(row.certificates) as string[]) : []
  return all.map((it) => Buffer.from(it, 'base64'))
}

function unknown(): Problem {
  return new Problem(404, 'data-coordination.exchange-unknown', {
    vi: 'Nhật ký của cổng không có lần trao đổi nào với X-Road-Id này.',
    en: 'The log of this gateway holds no exchange with this X-Road-Id.',
  })
}

function unstamped(): Problem {
  return new Problem(
    409,
    'data-coordination.exchange-unstamped',
    {
      vi: 'Lần trao đổi này chưa có dấu thời gian. Hãy thử lại sau nửa phút.',
      en: 'This exchange has no time-stamp yet. Try again in half a minute.',
    },
    { retryAfterSeconds: 30 },
  )
}
