-- The version that the registry has come to: one row, locked by every change.
create table data_coordination.standing (
  one     boolean primary key default true check (one),
  version bigint not null
);
insert into data_coordination.standing (version) values (0);

-- Who changed what; it only grows.
create table data_coordination.change (
  id         uuid primary key,
  version    bigint not null,
  at         timestamptz not null,
  actor_id   text not null,
  actor_name text not null,
  kind       text not null,
  -- What was changed, as people call it: the id of a member, service, grant …
  subject    text not null,
  words_vi   text not null,
  words_en   text not null
);
create index change_newest on data_coordination.change (version desc, id desc);
create index change_subject on data_coordination.change (subject, version desc);
revoke update, delete, truncate on data_coordination.change from ndc_data_coordination;

-- What gateways were given.
create table data_coordination.configuration (
  version    bigint primary key,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  jws        text not null
);
