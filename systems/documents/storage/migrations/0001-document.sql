-- One signed truth: what a document says, whose it is, and who issued it.
create table documents.document (
  id               uuid primary key,
  case_id          uuid not null,
  type             text not null,
  holder_id        uuid not null,
  -- Who else keeps it, such as the parents of a child.
  keeper_ids       uuid[] not null default '{}',
  claims           jsonb not null,
  number           text not null unique,
  organisation_id  uuid not null,
  agency_name      text not null,
  signer_id        uuid not null,
  signer_name      text not null,
  -- The signer's confirmation, and the digest of what was shown to them.
  confirmation_id  uuid not null,
  shown_digest     bytea not null,
  -- The secret behind the QR code; knowing it shows masked facts and the status.
  code             text not null unique,
  valid_until      date,
  state            text not null check (state in ('ordered', 'issued', 'revoked')),
  ordered_at       timestamptz not null,
  issued_at        timestamptz,
  revoked_at       timestamptz,
  revocation       jsonb,
  check ((state = 'ordered') = (issued_at is null)),
  check ((state = 'revoked') = (revoked_at is not null))
);
-- A case gives its holder one document of a type, however often it is ordered.
create unique index document_order on documents.document (case_id, holder_id, type);
create index document_holder on documents.document (holder_id, ordered_at desc);
create index document_keeper on documents.document using gin (keeper_ids);

-- What is the same at the beginning of many files (fonts, background), stored once.
create table documents.stencil (
  digest bytea primary key,
  bytes  bytea not null
);

-- The signed PDF: the stencil, then these bytes.
create table documents.pdf (
  document_id    uuid primary key references documents.document (id),
  stencil_digest bytea not null references documents.stencil (digest),
  rest           bytea not null,
  sha256         bytea not null unique,
  certificate    text not null
);
alter table documents.pdf alter column rest set storage external;

create table documents.number_count (
  prefix text primary key,
  last   integer not null
);
