-- One passage of a pipeline.
create table data_coordination.run (
  id uuid primary key,
  dataset text not null,
  pipeline_version integer not null,
  ask jsonb not null,
  until_step text not null,
  state text not null
    check (state in ('waiting', 'running', 'done', 'blocked', 'failed', 'cancelled')),
  -- Who asked, for what purpose and by what right: the record of this use of personal data.
  actor jsonb not null,
  tries integer not null default 0,
  cancel_asked boolean not null default false,
  error jsonb,
  watermark text,
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  foreign key (dataset, pipeline_version) references data_coordination.pipeline
);
create index on data_coordination.run (dataset, asked_at desc);
create index on data_coordination.run (state) where state in ('waiting', 'running');

create table data_coordination.run_step (
  run_id uuid not null references data_coordination.run,
  step text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz,
  rows bigint,
  detail jsonb not null,
  primary key (run_id, step)
);

create table data_coordination.rule_result (
  run_id uuid not null references data_coordination.run,
  rule_id text not null,
  dataset text not null,
  at timestamptz not null,
  severity text not null,
  rows bigint not null,
  failed bigint not null,
  passed boolean not null,
  measured double precision,
  samples text[] not null,
  primary key (run_id, rule_id)
);
create index on data_coordination.rule_result (dataset, rule_id, at);

-- A look at rows of a dataset outside a run: who, why, and how many rows.
create table data_coordination.bulk_use (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  dataset text not null,
  operation text not null,
  rows integer not null,
  actor jsonb not null
);
create index on data_coordination.bulk_use (dataset, id);
