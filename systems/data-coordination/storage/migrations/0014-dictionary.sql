-- The common dictionary: what fields of all agencies mean.
create table data_coordination.term (
  code text primary key,
  title_vi text not null,
  title_en text not null,
  type text not null check (type in ('text', 'date', 'integer', 'decimal', 'boolean', 'code')),
  code_list text,
  pattern text,
  personal boolean not null,
  aliases text[] not null,
  added_at timestamptz not null
);

create table data_coordination.code_list (
  code text primary key,
  title_vi text not null,
  title_en text not null
);

-- The codes from a day on, until the next version begins.
create table data_coordination.code_list_version (
  list text not null references data_coordination.code_list,
  version integer not null,
  valid_from date not null,
  codes jsonb not null,
  note text not null,
  published_by text not null,
  published_at timestamptz not null,
  primary key (list, version)
);
