-- What was signed with which certificate, when, and on whose activation. It only grows.
create table trust_services.signature (
  id              uuid primary key,
  at              timestamptz not null,
  serial          text not null references trust_services.certificate,
  kind            text not null check (kind in ('pdf', 'jws')),
  -- SHA-256 of what was signed.
  digest          bytea not null check (length(digest) = 32),
  -- What the caller calls it, such as the id of a document.
  reference       text not null check (length(reference) <= 200),
  -- SHA-256 of what was shown to the person, and the evidence that they confirmed it.
  shown_digest    bytea check (length(shown_digest) = 32),
  confirmation_id uuid,
  check ((shown_digest is null) = (confirmation_id is null))
);
create index on trust_services.signature (serial, at desc);
create index on trust_services.signature (digest);
revoke update, delete, truncate on trust_services.signature from ndc_trust_services;
