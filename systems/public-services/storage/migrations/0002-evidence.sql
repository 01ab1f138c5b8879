-- A file that comes with a case. It arrives in parts (tus 1.0), each committed before it is
-- acknowledged, sealed with the key of the house; a broken upload goes on where it stopped.
create table public_services.evidence (
  id          uuid primary key,
  case_id     uuid not null references public_services."case" (id),
  field       text not null,
  name        text not null check (length(name) <= 200),
  media_type  text check (media_type in ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')),
  size        integer not null check (size between 1 and 10485760),
  received    integer not null default 0 check (received <= size),
  sha256      bytea,
  created_at  timestamptz not null,
  check ((received = size) = (sha256 is not null and media_type is not null))
);
create index on public_services.evidence (case_id);

create table public_services.evidence_part (
  evidence_id uuid not null references public_services.evidence (id) on delete cascade,
  starts_at   integer not null,
  sealed      bytea not null,
  primary key (evidence_id, starts_at)
);
