/** The events of feeds in the gateway's store: numbered without gaps, sealed, and told once. */
import { sha256 } from '#kernel/digest'
import type { CloudEvent } from '../domain/cloud-event.ts'
import type { NumberedEvent } from '../domain/feed.ts'
import type { Statement, Store } from '../hot-path/store.ts'
import { seal, unseal } from '../hot-path/store-tables.ts'

/**
 * `total` counts the bytes of all events up to and with this one, so that what is too much is
 * found without adding up. `key` names the event by its source and id.
 */
export const feedTables = `
create table if not exists feed (
  service text primary key,
  generation text not null,
  last integer not null default 0,
  total integer not null default 0
) strict, without rowid;
create table if not exists feed_event (
  service text not null,
  seq integer not null,
  at integer not null,
  key blob not null,
  type text not null,
  total integer not null,
  sealed blob not null,
  primary key (service, seq)
) strict;
create unique index if not exists feed_event_once on feed_event (service, key);
create index if not exists feed_event_age on feed_event (service, at);
create trigger if not exists feed_event_counted after insert on feed_event begin
  update feed set last = new.seq, total = new.total where service = new.service;
end;
`

export type FeedState = {
  readonly generation: string
  readonly first: number
  readonly last: number
}

const sealedAs = 'feed-event'
/** Bytes of events on one page, unless its first is larger. */
const mostPageBytes = 640_000

/** Adds events in their order; those that are there already keep their numbers. */
export async function addEvents(
  store: Store,
  service: string,
  generation: string,
  events: readonly CloudEvent[],
  atMs: number,
): Promise<number[]> {
  const keys = events.map(keyOf)
  await store.write([
    ['insert or ignore into feed (service, generation) values (?, ?)', service, generation],
    ...events.map((it, at): Statement => {
      const text = JSON.stringify(it)
      return [
        `insert into feed_event (service, seq, at, key, type, total, sealed)
         select service, last + 1, ?, ?, ?, total + ?, ? from feed where service = ?
         on conflict (service, key) do nothing`,
        atMs,
        keys[at] as Buffer,
        it.type,
        Buffer.byteLength(text),
        seal(store.key, sealedAs, text),
        service,
      ]
    }),
  ])
  const rows = await store.read<{ key: Uint8Array; seq: number }>([
    `select key, seq from feed_event
     where service = ? and key in (select unhex(value) from json_each(?))`,
    service,
    JSON.stringify(keys.map((it) => it.toString('hex'))),
  ])
  const numbers = new Map(rows.map((it) => [Buffer.from(it.key).toString('hex'), it.seq]))
  return keys.map((it) => numbers.get(it.toString('hex')) ?? 0)
}

function keyOf({ source, id }: CloudEvent): Buffer {
  return sha256(`${source}\n${id}`)
}

/** Undefined while nothing was ever published. */
export async function feedState(store: Store, service: string): Promise<FeedState | undefined> {
  const [row] = await store.read<{ generation: string; last: number; first: number | null }>([
    `select generation, last, (select min(seq) from feed_event where service = feed.service) as first
     from feed where service = ?`,
    service,
  ])
  return row && { ...row, first: row.first ?? row.last + 1 }
}

export async function readEvents(
  store: Store,
  service: string,
  after: number,
  limit: number,
  types: readonly string[],
): Promise<NumberedEvent[]> {
  const wanted = JSON.stringify(types)
  const rows = await store.read<{ seq: number; sealed: Uint8Array }>([
    `select seq, sealed from feed_event where ${matching} and total <= ? + (
       select total from feed_event where ${matching} order by seq limit 1)
     order by seq limit ?`,
    service,
    after,
    wanted,
    wanted,
    mostPageBytes,
    service,
    after,
    wanted,
    wanted,
    limit,
  ])
  return rows.map(({ seq, sealed }) => ({
    sequence: seq,
    event: JSON.parse(unseal(store.key, sealedAs, sealed)) as CloudEvent,
  }))
}

/** Of a service, after a number, of the types wanted (JSON, twice). */
const matching = `service = ? and seq > ? and (? = '[]' or exists (
  select 1 from json_each(?) as wanted where wanted.value = feed_event.type or (
    substr(wanted.value, -1) = '*' and substr(feed_event.type, 1, length(wanted.value) - 1)
      = substr(wanted.value, 1, length(wanted.value) - 1))))`

export type Retention = { readonly days: number; readonly bytes: number }

/** Lets go of the oldest: those older than so many days, and what is more than so many bytes. */
export async function dropOld(store: Store, retention: Retention, nowMs: number): Promise<void> {
  const since = nowMs - retention.days * 86_400_000
  await store.write([
    [
      `delete from feed_event where rowid in (
         select feed_event.rowid from feed_event join feed using (service)
         where feed_event.total <= feed.total - ? or feed_event.seq < coalesce(
           (select min(young.seq) from feed_event as young
            where young.service = feed.service and young.at >= ?), feed.last + 1)
         order by service, feed_event.seq limit 20000)`,
      retention.bytes,
      since,
    ],
  ])
}
