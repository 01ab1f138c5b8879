-- OpenLineage run events, only ever added.
create table data_coordination.lineage_event (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  at timestamptz not null,
  job text not null,
  kind text not null,
  event jsonb not null
);
create index on data_coordination.lineage_event (run_id);

-- Which dataset was made from which: one row each, however often it happened.
create table data_coordination.lineage_edge (
  source text not null,
  target text not null,
  job text not null,
  last_event bigint not null,
  primary key (source, target, job)
);
create index on data_coordination.lineage_edge (target);

create function data_coordination.refuse_lineage_change() returns trigger language plpgsql as $$
begin
  raise exception 'lineage is only ever added to';
end $$;
create trigger lineage_event_is_kept
  before update or delete or truncate on data_coordination.lineage_event
  for each statement execute function data_coordination.refuse_lineage_change();
