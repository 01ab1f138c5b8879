-- A row about which the comparison is in doubt. Asked once for each state of a row.
create table data_coordination.link_review (
  id         uuid primary key,
  dataset    text not null,
  link_id    uuid not null references data_coordination.link (id),
  row_digest text collate "C" not null,
  -- The row as it came, sealed: it is personal data that may be wrong.
  row_sealed bytea not null,
  -- Who it may be: person, confidence, weight, rarity, vector; best first.
  candidates jsonb not null,
  confidence double precision not null,
  run_id     uuid not null references data_coordination.linkage_run (id),
  state      text not null check (state in ('open', 'decided', 'superseded')),
  -- Counts how often it was opened: what was said in earlier rounds no longer counts.
  round      smallint not null default 1,
  opened_at  timestamptz not null,
  closed_at  timestamptz,
  unique (link_id, row_digest)
);
create index link_review_open on data_coordination.link_review (dataset, confidence desc, id)
  where state = 'open';

create table data_coordination.link_decision (
  id         uuid primary key,
  seq        bigint generated always as identity,
  review_id  uuid not null references data_coordination.link_review (id),
  round      smallint not null,
  at         timestamptz not null,
  by_id      text not null,
  by_name    text not null,
  decision   text not null check (decision in ('match', 'none', 'unsure')),
  person_id  uuid,
  reason     text not null check (length(reason) <= 1000),
  check ((decision = 'match') = (person_id is not null))
);
create index link_decision_review on data_coordination.link_decision (review_id, seq);
revoke update, delete, truncate on data_coordination.link_decision from ndc_data_coordination;
