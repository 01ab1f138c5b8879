/** Subscriptions and what could not be delivered, in the gateway's store. */
import type { ServiceId, SubsystemId } from '../domain/identifier.ts'
import type { Order, Subscription } from '../domain/subscription.ts'
import type { Store } from '../hot-path/store.ts'
import { seal, unseal } from '../hot-path/store-tables.ts'

export const subscriptionTables = `
create table if not exists subscription (
  id text primary key,
  client text not null,
  service text not null,
  deliver text not null,
  types text not null,
  paused integer not null default 0,
  cursor text not null,
  generation text not null default '',
  at integer not null,
  delivered integer not null default 0,
  unique (client, service, deliver)
) strict, without rowid;
create table if not exists undelivered (
  subscription text not null,
  seq integer,
  at integer not null,
  reason text not null,
  sealed blob not null
) strict;
create index if not exists undelivered_of on undelivered (subscription);
`

type Row = {
  readonly id: string
  readonly client: SubsystemId
  readonly service: ServiceId
  readonly deliver: string
  readonly types: string
  readonly paused: number
  readonly cursor: string
  readonly generation: string
  readonly at: number
  readonly delivered: number
}

/** An event that was put aside. */
export type Undelivered = {
  readonly sequence: number | null
  readonly at: string
  readonly reason: string
  readonly event: unknown
}

/** Where a subscription stands after a delivery. */
export type Place = Pick<Subscription, 'cursor' | 'generation'>

const sealedAs = 'undelivered'
const mostKept = 10_000

export type SubscriptionRows = ReturnType<typeof openRows>

export function openRows(store: Store) {
  return {
    async all(): Promise<Subscription[]> {
      const rows = await store.read<Row>(['select * from subscription order by at, id'])
      return rows.map(({ types, paused, at, ...row }) => ({
        ...row,
        types: JSON.parse(types) as string[],
        state: paused === 1 ? 'paused' : 'active',
        createdAt: new Date(at).toISOString(),
      }))
    },

    /** False when there is one with this client, service and receiver. */
    async add(id: string, client: string, service: string, order: Order, at: number) {
      await store.write([
        [
          `insert or ignore into subscription (id, client, service, deliver, types, cursor, at)
           values (?, ?, ?, ?, ?, ?, ?)`,
          id,
          client,
          service,
          order.deliver,
          JSON.stringify(order.types),
          order.cursor,
          at,
        ],
      ])
      return (await store.read(['select 1 from subscription where id = ?', id])).length === 1
    },

    pause: (id: string, paused: boolean) =>
      store.write([['update subscription set paused = ? where id = ?', paused ? 1 : 0, id]]),

    move: (id: string, { cursor, generation }: Place, delivered = 0) =>
      store.write([
        [
          `update subscription set cursor = ?, generation = ?, delivered = delivered + ?
           where id = ?`,
          cursor,
          generation,
          delivered,
          id,
        ],
      ]),

    /** Puts an event aside and goes on behind it: both, or neither. */
    putAside: (
      id: string,
      place: Place,
      it: { seq: number | null; at: number; reason: string; event: object },
    ) =>
      store.write([
        [
          'insert into undelivered (subscription, seq, at, reason, sealed) values (?, ?, ?, ?, ?)',
          id,
          it.seq,
          it.at,
          it.reason,
          seal(store.key, sealedAs, JSON.stringify(it.event)),
        ],
        [
          `delete from undelivered where subscription = ?1 and rowid <= (
             select rowid from undelivered where subscription = ?1
             order by rowid desc limit 1 offset ${mostKept})`,
          id,
        ],
        [
          'update subscription set cursor = ?, generation = ? where id = ?',
          place.cursor,
          place.generation,
          id,
        ],
      ]),

    async undelivered(id: string, limit: number): Promise<Undelivered[]> {
      const rows = await store.read<{
        seq: number | null
        at: number
        reason: string
        sealed: Uint8Array
      }>([
        'select * from undelivered where subscription = ? order by rowid desc limit ?',
        id,
        limit,
      ])
      return rows.map(({ seq, at, reason, sealed }) => ({
        sequence: seq,
        at: new Date(at).toISOString(),
        reason,
        event: JSON.parse(unseal(store.key, sealedAs, sealed)) as unknown,
      }))
    },

    async undeliveredCounts(): Promise<ReadonlyMap<string, number>> {
      const rows = await store.read<{ subscription: string; count: number }>([
        'select subscription, count(*) as count from undelivered group by subscription',
      ])
      return new Map(rows.map((it) => [it.subscription, it.count]))
    },

    remove: (id: string) =>
      store.write([
        ['delete from undelivered where subscription = ?', id],
        ['delete from subscription where id = ?', id],
      ]),
  }
}
