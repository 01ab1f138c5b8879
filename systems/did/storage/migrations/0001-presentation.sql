-- Someone asks a holder to show claims (OpenID4VP 1.0).
create table did.presentation (
  id            uuid primary key,
  -- Who asks: an account, or an official of an organisation.
  account_id    uuid not null,
  verifier_name text not null,
  purpose       text not null check (length(purpose) between 3 and 300),
  type          text not null,
  claims        text[] not null check (cardinality(claims) between 1 and 30),
  nonce         text not null,
  -- The private key to which the holder's answer is encrypted, sealed.
  sealed_key    bytea not null,
  public_key    jsonb not null,
  state         text not null check (state in ('waiting', 'answered', 'refused')),
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  answered_at   timestamptz,
  -- What was shown and what was found of it; forgotten after a day.
  result        jsonb
);
create index on did.presentation (account_id, created_at desc);
create index on did.presentation (created_at);
