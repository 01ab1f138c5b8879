-- How the rows of a dataset were compared with the population register: one record for each run.
create table data_coordination.linkage_run (
  id         uuid primary key,
  dataset    text not null check (dataset ~ '^[a-z][a-z0-9-]{1,60}$'),
  -- The run of the pipeline that asked for it.
  asked_by   text not null check (length(asked_by) <= 100),
  started_at timestamptz not null,
  ended_at   timestamptz,
  -- The chances that it learned: weights are explained by them as long as its links last.
  model      jsonb,
  rows       bigint not null default 0,
  unchanged  bigint not null default 0,
  pairs      bigint not null default 0,
  matched    bigint not null default 0,
  grey       bigint not null default 0,
  merged     bigint not null default 0
);
create index linkage_run_dataset on data_coordination.linkage_run (dataset, started_at desc);

-- Whose row it is, as believed now. Row keys may tell who somebody is, so they never leave the room
-- in an address; the id does.
create table data_coordination.link (
  id         uuid primary key,
  dataset    text collate "C" not null,
  row_key    text collate "C" not null check (length(row_key) <= 1000),
  -- MD5 of the row as it was compared: a row that did not change is not compared again.
  row_digest text collate "C" not null check (length(row_digest) = 32),
  person_id  uuid,
  state      text not null check (state in ('match', 'grey', 'none')),
  decided_by text not null check (decided_by in ('linkage', 'steward')),
  confidence double precision,
  weight     double precision,
  rarity     double precision,
  -- Levels of agreement: number.name.birth.sex.residence
  vector     text collate "C" check (length(vector) = 9),
  run_id     uuid not null references data_coordination.linkage_run (id),
  changed_at timestamptz not null,
  unique (dataset, row_key),
  check (state <> 'match' or person_id is not null)
);
create index link_person on data_coordination.link (person_id) where person_id is not null;
create index link_state on data_coordination.link (dataset, state, id);

-- What a link was before and after each change of it. The first state is the first "before".
create table data_coordination.link_change (
  id      uuid primary key default gen_random_uuid(),
  -- Changes of one instant keep their order.
  seq     bigint generated always as identity,
  link_id uuid not null references data_coordination.link (id),
  at      timestamptz not null,
  kind    text not null check (kind in ('compared', 'reviewed', 'unlinked', 'undone')),
  by_id   text not null,
  by_name text not null,
  reason  text check (length(reason) <= 1000),
  before  jsonb not null,
  after   jsonb not null
);
create index link_change_link on data_coordination.link_change (link_id, seq);
revoke update, delete, truncate on data_coordination.link_change from ndc_data_coordination;

-- How a dataset is linked and merged, where it differs from what is usual.
create table data_coordination.linkage_setting (
  dataset      text primary key check (dataset ~ '^[a-z][a-z0-9-]{1,60}$'),
  match_from   double precision not null check (match_from between 0.9 and 1),
  none_under   double precision not null check (none_under between 0 and 0.5),
  -- How many stewards must agree on a row in doubt.
  eyes         smallint not null check (eyes in (1, 2)),
  survivorship jsonb not null,
  changed_at   timestamptz not null,
  changed_by   text not null
);
