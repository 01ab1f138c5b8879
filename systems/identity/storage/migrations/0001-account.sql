-- A person's electronic identification account; one that is not closed per person.
create table identity.account (
  id           uuid primary key,
  person_id    uuid not null,
  name         text not null,
  level        integer not null check (level in (1, 2)),
  state        text not null check (state in ('active', 'locked', 'closed')),
  locked_by    text check (locked_by in ('self', 'official')),
  lock_reason  text,
  opened_at    timestamptz not null,
  changed_at   timestamptz not null,
  check ((state = 'locked') = (locked_by is not null))
);
create unique index account_person on identity.account (person_id) where state <> 'closed';

-- WebAuthn credentials.
create table identity.passkey (
  id            uuid primary key,
  account_id    uuid not null references identity.account (id),
  credential_id bytea not null unique,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null,
  name          text not null,
  backed_up     boolean not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
create index passkey_account on identity.passkey (account_id) where revoked_at is null;

-- The main device: the phone that approves log-ins. One per account.
create table identity.device (
  id            uuid primary key,
  account_id    uuid not null references identity.account (id),
  public_key    jsonb not null,
  name          text not null,
  registered_at timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
create unique index device_account on identity.device (account_id) where revoked_at is null;

-- The secret of the one-time codes, sealed. A step (30 s) is taken once.
create table identity.totp (
  account_id   uuid primary key references identity.account (id),
  sealed       bytea not null,
  created_at   timestamptz not null,
  confirmed_at timestamptz,
  last_step    bigint not null
);

-- Level 2 was given by an official who saw the person; and accounts recovered in the same way.
create table identity.proofing (
  id                  uuid primary key,
  account_id          uuid not null references identity.account (id),
  kind                text not null check (kind in ('level', 'recovery')),
  official_account_id uuid not null references identity.account (id),
  official_name       text not null,
  evidence            jsonb not null,
  at                  timestamptz not null
);
create index proofing_account on identity.proofing (account_id, at desc);
revoke update, delete, truncate on identity.proofing from ndc_identity;

-- One-time codes that pass from a screen to a hand; kept as digests.
create table identity.one_time_code (
  account_id uuid not null references identity.account (id),
  kind       text not null check (kind in ('level', 'recovery')),
  sha256     bytea not null,
  tries      integer not null,
  expires_at timestamptz not null,
  primary key (account_id, kind)
);
