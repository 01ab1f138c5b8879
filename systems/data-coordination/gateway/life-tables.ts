/**
 * `batch`: runs of evidence under one time-stamp, with the leaves as they were hashed then.
 * `chain`: certificates of all who may have signed, for as long as there is evidence of theirs.
 * `measure`: the outbox of what was measured. `parked`: uses that the center refuses to take in.
 * `segment`: what was archived, in order.
 */
export const lifeTables = `
create table if not exists batch (
  number integer primary key,
  first integer not null unique,
  size integer not null,
  head text not null,
  leaves blob not null,
  token blob not null
) strict;
create table if not exists chain (
  key_id blob primary key,
  certificates text not null
) strict, without rowid;
create table if not exists measure (
  seq integer primary key autoincrement,
  said text not null
) strict;
create table if not exists parked (
  seq integer primary key,
  sealed blob not null,
  reason text not null
) strict;
create table if not exists segment (
  number integer primary key,
  name text not null,
  digest text not null,
  last_batch integer not null,
  last_seq integer not null,
  last_head text not null
) strict;
`

export type BatchRow = {
  readonly number: number
  readonly first: number
  readonly size: number
  readonly head: string
  readonly leaves: Uint8Array
  readonly token: Uint8Array
}

export type SegmentRow = {
  readonly number: number
  readonly name: string
  readonly digest: string
  readonly last_batch: number
  readonly last_seq: number
  /** Digest of the head of the last batch in it (hex). */
  readonly last_head: string
}

/** The columns of a record without what is sealed: enough for its leaf. */
export const recordColumns = `seq, x_road_id, request_id, side, client, service, at, grant_id,
  purpose, request_base, request_signature, request_key, request_body_base,
  request_body_signature, status, response_base, response_signature, response_key,
  response_body_base, response_body_signature`
