-- Who read or changed which person's data, when, why and by what right. Rooms may only append.
create table kernel.audit_record (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  room       text not null,
  operation  text not null,
  purpose    text not null,
  basis      text not null,
  actor_kind text not null check (actor_kind in ('person', 'official', 'client', 'system')),
  actor_id   text not null,
  actor_name text not null,
  subject_id uuid not null,
  fields     text[] not null,
  outcome    text not null,
  request_id text not null
);
create index on kernel.audit_record (subject_id, id desc);
grant insert on kernel.audit_record to ndc_any_room;

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit book is append-only.';
end $$;
create trigger append_only before update or delete or truncate on kernel.audit_record
  for each statement execute function kernel.refuse_change();
