/**
 * Records handed over to the log of documents until the last one is proven: kept with its salt,
 * put into the tree, its root on a chain of one node, the header over it signed, and what proves it
 * stored. Peer: COPY of the same rows into a table with the same columns and keys, in the same
 * database. Wall time; room, node, database and peer share the machine.
 */
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { readConfig } from '#kernel/config'
import { sha256 } from '#kernel/digest'
import { newId } from '#kernel/id'
import { startChainNode } from '#server/chain'
import { sections } from '#server/config'
import { openStand } from './stand/center.ts'
import { median, printHeadline, printTable, quantile } from './stand/report.ts'

const [records = 200_000, inOne = 1_000, rounds = 5] = process.argv.slice(2).map(Number)
const writers = 4

await using center = await openStand(0)
const { kernel, rooms } = center
const node = startChainNode(kernel, readConfig(sections, { NDC_DATA: kernel.dataDir }))
const owner = new pg.Client({ connectionString: center.postgres.ownerUrl })
try {
  await owner.connect()
  await owner.query(`create table copied (like blockchain.record including all)`)
  await anchorAll(draw(1_000)) // waits for the node, and warms up
  const [ours, peer, late]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    const drawn = draw(records)
    const { seconds, proofMs } = await anchorAll(drawn)
    ours.push(records / seconds)
    late.push(proofMs)
    peer.push(records / (await copyAll(drawn)))
  }
  const latencies = await measureLatency(20)
  printTable([
    [`${records} records, ${inOne} in a transaction, ${rounds} rounds`, 'records/s'],
    ['anchored, with proofs', median(ours)],
    ['COPY, same columns and keys', median(peer)],
  ])
  printTable([
    ['from the commit to the proof', 'ms'],
    ['one record, median', median(latencies)],
    ['one record, longest of 20', Math.max(...latencies)],
    ['the last of a round', quantile(late, 0.5)],
  ])
  printHeadline({ name: 'anchors', ours: median(ours), peer: median(peer), unit: 'records/s' })
} finally {
  await owner.end()
  await node?.close()
}

type Drawn = { id: string; digest: Buffer }[]

function draw(count: number): Drawn {
  return Array.from({ length: count }, () => {
    const id = newId('record', kernel.clock.now())
    return { id, digest: sha256(id) }
  })
}

/** Hands all over in transactions of other rooms, and waits until the last one is proven. */
async function anchorAll(drawn: Drawn): Promise<{ seconds: number; proofMs: number }> {
  const parts = Array.from({ length: Math.ceil(drawn.length / inOne) }, (_, nth) =>
    drawn.slice(nth * inOne, (nth + 1) * inOne),
  )
  const db = kernel.database.room('documents')
  const begun = kernel.clock.elapsedMs()
  const write = async () => {
    for (let it = parts.pop(); it; it = parts.pop()) {
      const part = it
      await db.transaction().execute((tx) => rooms.blockchain.anchor(tx, 'documents', part))
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  const handedOver = kernel.clock.elapsedMs()
  await untilAllProven()
  const ended = kernel.clock.elapsedMs()
  return { seconds: (ended - begun) / 1_000, proofMs: ended - handedOver }
}

async function untilAllProven(): Promise<void> {
  for (;;) {
    const { rows } = await owner.query(
      `select not exists (select from blockchain.hand_over where first_leaf is null)
         and size = (select max(size) from blockchain.checkpoint where log = name) as proven
       from blockchain.log where name = 'documents'`,
    )
    if (rows[0]?.proven) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function measureLatency(times: number): Promise<number[]> {
  const found: number[] = []
  for (let nth = 0; nth < times; nth++) found.push((await anchorAll(draw(1))).proofMs)
  return found
}

/** In one statement, in binary, which is how COPY is fastest. */
async function copyAll(drawn: Drawn): Promise<number> {
  await owner.query('truncate copied')
  const salt = sha256('salt')
  const rows = drawn.map(({ id, digest }, nth) => rowOf(id, nth, digest, salt))
  const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
  const chunks = [signature, ...chunked(rows), Buffer.from([0xff, 0xff])]
  const begun = kernel.clock.elapsedMs()
  await pipeline(
    chunks,
    owner.query(
      copyFrom('copy copied (id, hand_over, nth, digest, salt) from stdin (format binary)'),
    ),
  )
  return (kernel.clock.elapsedMs() - begun) / 1_000
}

function rowOf(id: string, nth: number, digest: Buffer, salt: Buffer): Buffer {
  const row = Buffer.alloc(2 + 20 + 12 + 8 + 36 + 36)
  let at = row.writeInt16BE(5)
  at = row.writeInt32BE(16, at)
  at += row.write(id.replaceAll('-', ''), at, 'hex')
  at = row.writeBigInt64BE(BigInt(Math.floor(nth / inOne)), row.writeInt32BE(8, at))
  at = row.writeInt32BE(nth % inOne, row.writeInt32BE(4, at))
  at += digest.copy(row, row.writeInt32BE(32, at)) + 4
  salt.copy(row, row.writeInt32BE(32, at))
  return row
}

function chunked(rows: readonly Buffer[]): Buffer[] {
  return Array.from({ length: Math.ceil(rows.length / 2_000) }, (_, nth) =>
    Buffer.concat(rows.slice(nth * 2_000, (nth + 1) * 2_000)),
  )
}
