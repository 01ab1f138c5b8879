-- An error that someone found in what an agency holds, on its way to the owner and back.
create table data_coordination.correction (
  id              uuid primary key,
  -- The owner, such as VN/GOV/VSS, and its dataset.
  member          text not null check (length(member) <= 80),
  dataset         text not null check (dataset ~ '^[a-z][a-z0-9-]{1,60}$'),
  subject_id      uuid not null,
  field           text not null check (length(field) <= 100),
  -- What the owner holds, what it should hold, and how that is known; sealed.
  claim_sealed    bytea not null,
  filed_by_kind   text not null check (filed_by_kind in ('person', 'official')),
  filed_by_id     text not null,
  filed_by_name   text not null,
  filed_at        timestamptz not null,
  due_on          date not null,
  state           text not null check (state in ('filed', 'seen', 'accepted', 'refused', 'applied')),
  closed_at       timestamptz,
  -- When the owner's own system made it, asked through its gateway.
  delivered_at    timestamptz
);
create index correction_owner on data_coordination.correction (member, due_on, id)
  where state in ('filed', 'seen', 'accepted');
create index correction_subject on data_coordination.correction (subject_id, id);

create table data_coordination.correction_move (
  id            uuid primary key,
  seq           bigint generated always as identity,
  correction_id uuid not null references data_coordination.correction (id),
  at            timestamptz not null,
  move          text not null check (move in ('file', 'see', 'accept', 'refuse', 'apply')),
  by_id         text not null,
  by_name       text not null,
  reason        text check (length(reason) <= 1000)
);
create index correction_move_correction on data_coordination.correction_move (correction_id, seq);
revoke update, delete, truncate on data_coordination.correction_move from ndc_data_coordination;
