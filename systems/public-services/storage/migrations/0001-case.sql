create table public_services."case" (
  id             uuid primary key,
  procedure      text not null,
  -- The person who applies; officials see this person's data while they decide.
  applicant_id   uuid not null,
  account_id     uuid not null,
  state          text not null check (state in ('draft', 'awaiting-consent', 'submitted', 'in-review',
                   'returned', 'granted', 'completed', 'refused', 'withdrawn')),
  answers        jsonb not null default '{}',
  -- The commune whose officials decide, from submission on.
  commune        text check (commune ~ '^\d{5}$'),
  dossier_number text unique,
  fee            bigint not null default 0 check (fee >= 0),
  submitted_at   timestamptz,
  due_at         timestamptz,
  -- The account of the official who has taken it.
  taken_by       uuid,
  decided_at     timestamptz,
  -- Why it was returned or refused, for the applicant: [{ code, note }].
  reasons        jsonb not null default '[]',
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  check ((dossier_number is null) = (submitted_at is null)),
  check ((submitted_at is null) = (due_at is null)),
  check (state not in ('submitted', 'in-review', 'granted', 'completed', 'refused') or submitted_at is not null),
  check ((state = 'in-review') <= (taken_by is not null))
);
create index case_applicant on public_services."case" (applicant_id, changed_at desc);
create index case_queue on public_services."case" (commune, procedure, due_at)
  where state in ('submitted', 'in-review');
create index case_decided on public_services."case" (decided_at) where decided_at is not null;

-- Every move of a case, by whom and when; it only grows.
create table public_services.step (
  case_id  uuid not null references public_services."case" (id),
  number   integer not null,
  move     text not null,
  at       timestamptz not null,
  by_name  text not null,
  note     text,
  primary key (case_id, number)
);
revoke update, delete, truncate on public_services.step from ndc_public_services;

-- What the official saw and signed: the passkey's challenge was the digest of `shown`.
create table public_services.decision (
  case_id         uuid not null references public_services."case" (id),
  number          integer not null,
  outcome         text not null check (outcome in ('grant', 'refuse', 'return')),
  official_id     uuid not null,
  organisation_id uuid not null,
  shown           jsonb not null,
  digest          bytea not null,
  confirmation_id uuid,
  at              timestamptz not null,
  primary key (case_id, number),
  check ((outcome = 'return') or confirmation_id is not null)
);
-- A case is granted or refused once.
create unique index on public_services.decision (case_id) where outcome in ('grant', 'refuse');
revoke update, delete, truncate on public_services.decision from ndc_public_services;

-- Someone other than the applicant whose consent the submission needs.
create table public_services.consent (
  case_id         uuid primary key references public_services."case" (id),
  person_id       uuid not null,
  role            text not null check (role in ('father', 'mother')),
  state           text not null check (state in ('asked', 'given', 'declined')),
  asked_at        timestamptz not null,
  answered_at     timestamptz,
  confirmation_id uuid,
  check ((state = 'given') = (confirmation_id is not null))
);
create index consent_person on public_services.consent (person_id) where state = 'asked';

create table public_services.dossier_count (
  prefix text not null,
  day    date not null,
  last   integer not null,
  primary key (prefix, day)
);
