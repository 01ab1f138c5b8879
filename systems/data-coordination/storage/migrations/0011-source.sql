-- A file on its way into the workshop; its bytes lie in the data folder.
create table data_coordination.source_upload (
  id uuid primary key,
  name text not null,
  size bigint not null,
  received bigint not null default 0 check (received <= size),
  sha256 text,
  created_by uuid not null,
  created_at timestamptz not null
);

-- Where data comes from.
create table data_coordination.source (
  id uuid primary key,
  title text not null,
  owner text not null,
  kind text not null check (kind in ('postgresql', 'file', 'rest', 's3')),
  settings jsonb not null,
  -- Password or key, sealed under the master key.
  secret bytea,
  created_by uuid not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
