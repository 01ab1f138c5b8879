-- Rows of one dataset that are about one person. The rows themselves stay as they are, so that
-- undoing a merge brings back exactly what was.
create table data_coordination.record_merge (
  id             uuid primary key,
  dataset        text not null,
  person_id      uuid,
  row_keys       text[] not null check (cardinality(row_keys) between 2 and 100),
  -- SHA-256 over keys and digests of the rows: what was undone is not merged again unchanged.
  digest         bytea not null,
  -- The rows, and the record that they make by the rules of survivorship; sealed.
  rows_sealed    bytea not null,
  golden_sealed  bytea not null,
  -- Column by column: which row it came from.
  provenance     jsonb not null,
  run_id         uuid not null references data_coordination.linkage_run (id),
  state          text not null check (state in ('merged', 'undone', 'superseded')),
  merged_at      timestamptz not null,
  unique (dataset, digest)
);
create index record_merge_state on data_coordination.record_merge (dataset, state, id);
-- Which merge a row is in.
create index record_merge_rows on data_coordination.record_merge using gin (row_keys)
  where state = 'merged';

create table data_coordination.record_merge_change (
  id       uuid primary key,
  seq      bigint generated always as identity,
  merge_id uuid not null references data_coordination.record_merge (id),
  at       timestamptz not null,
  kind     text not null check (kind in ('undone', 'restored')),
  by_id    text not null,
  by_name  text not null,
  reason   text not null check (length(reason) <= 1000)
);
create index record_merge_change_merge on data_coordination.record_merge_change (merge_id, seq);
revoke update, delete, truncate on data_coordination.record_merge_change from ndc_data_coordination;
