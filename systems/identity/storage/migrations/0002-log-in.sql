-- Browser sessions. The token itself is only in the cookie.
create table identity.session (
  id               uuid primary key,
  account_id       uuid not null references identity.account (id),
  token_sha256     bytea not null unique,
  method           text not null check (method in ('passkey', 'app', 'totp')),
  authenticated_at timestamptz not null,
  created_at       timestamptz not null,
  last_used_at     timestamptz not null,
  ends_at          timestamptz not null,
  browser          text not null,
  ip               text not null,
  ended_at         timestamptz
);
create index session_account on identity.session (account_id) where ended_at is null;
create index session_ends on identity.session (ends_at);

-- WebAuthn ceremonies under way: taken once, by the browser that began them, for a few minutes.
create table identity.challenge (
  id         uuid primary key,
  kind       text not null,
  challenge  bytea not null,
  browser    bytea,
  account_id uuid references identity.account (id),
  subject    jsonb not null,
  expires_at timestamptz not null
);
create index challenge_expires on identity.challenge (expires_at);

-- Log-ins on one screen that wait for the approval of the main device. A number that has no
-- account waits in the same way, and nobody approves it.
create table identity.approval (
  id           uuid primary key,
  account_id   uuid references identity.account (id),
  browser      bytea not null,
  number       integer not null check (number between 10 and 99),
  tries        integer not null,
  state        text not null check (state in ('waiting', 'approved', 'refused', 'reported', 'taken')),
  screen       text not null,
  ip           text not null,
  requested_at timestamptz not null,
  expires_at   timestamptz not null
);
create index approval_account on identity.approval (account_id, requested_at desc);
create index approval_expires on identity.approval (expires_at);

-- Every log-in and every attempt, shown to the person.
create table identity.log_in (
  id         uuid primary key,
  account_id uuid not null references identity.account (id),
  at         timestamptz not null,
  method     text not null,
  outcome    text not null,
  browser    text not null,
  ip         text not null
);
create index log_in_account on identity.log_in (account_id, id desc);
revoke update, delete, truncate on identity.log_in from ndc_identity;

-- Failed attempts by what they were aimed at or came from (a keyed digest), for brute force.
create table identity.attempt (
  key      bytea primary key,
  count    integer not null,
  ends_at  timestamptz not null
);
create index attempt_ends on identity.attempt (ends_at);

-- What someone confirmed with a passkey: the challenge was the digest of what was shown.
create table identity.confirmation (
  id                 uuid primary key,
  account_id         uuid not null references identity.account (id),
  credential_id      bytea not null,
  digest             bytea not null check (length(digest) = 32),
  authenticator_data bytea not null,
  client_data        bytea not null,
  signature          bytea not null,
  at                 timestamptz not null
);
create index confirmation_account on identity.confirmation (account_id, at desc);
revoke update, delete, truncate on identity.confirmation from ndc_identity;
