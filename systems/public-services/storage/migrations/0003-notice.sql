-- What a person is told about their cases.
create table public_services.notice (
  id        uuid primary key,
  person_id uuid not null,
  case_id   uuid not null references public_services."case" (id),
  kind      text not null,
  words     jsonb not null,
  at        timestamptz not null,
  read_at   timestamptz
);
create index on public_services.notice (person_id, at desc);

-- Birth notices (giấy chứng sinh) as hospitals sent them; each serves one registration.
create table public_services.birth_notice (
  id           uuid primary key,
  number       text not null,
  client_id    text not null,
  mother_id    uuid not null,
  born_on      date not null,
  born_at      text not null check (born_at ~ '^\d\d:\d\d$'),
  sex          text not null check (sex in ('male', 'female')),
  weight_grams integer not null check (weight_grams between 200 and 9000),
  facility     text not null,
  place        text not null,
  issued_on    date not null,
  used_by      uuid references public_services."case" (id),
  unique (client_id, number)
);
create index on public_services.birth_notice (mother_id) where used_by is null;
