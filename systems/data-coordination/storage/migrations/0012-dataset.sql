-- What the workshop makes and publishes.
create table data_coordination.dataset (
  code text primary key,
  title_vi text not null,
  title_en text not null,
  description_vi text not null,
  description_en text not null,
  owner text not null,
  created_by uuid not null,
  created_at timestamptz not null
);

-- How a dataset comes about; a change is a new version.
create table data_coordination.pipeline (
  dataset text not null references data_coordination.dataset,
  version integer not null,
  definition jsonb not null,
  -- Taken out of the definition for the look of every minute.
  schedule text,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  primary key (dataset, version)
);

-- A published state of a dataset: immutable files in the data folder.
create table data_coordination.dataset_version (
  dataset text not null references data_coordination.dataset,
  version integer not null,
  run_id uuid not null unique,
  rows bigint not null,
  added bigint not null,
  changed bigint not null,
  removed bigint not null,
  bytes bigint not null,
  sha256 text not null,
  columns jsonb not null,
  published_at timestamptz not null,
  primary key (dataset, version)
);
