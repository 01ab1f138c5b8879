create table data_coordination.gateway (
  id                 uuid primary key,
  member_id          uuid not null references data_coordination.member (id),
  name               text not null,
  state              text not null check (state in ('invited', 'waiting', 'approved', 'active', 'refused', 'removed')),
  -- SHA-256 of the one-time code; none once it was used or another was made.
  code_sha256        text unique,
  code_ends_at       timestamptz,
  address            text,
  -- SubjectPublicKeyInfo, DER.
  tls_key            bytea,
  signing_key        bytea,
  -- SHA-256 of the signing key (base64url): how it is named before it has a certificate.
  key_id             text unique,
  -- Keys of a renewal whose certificates are being made.
  next_tls_key       bytea,
  next_signing_key   bytea,
  registered_at      timestamptz not null,
  joined_at          timestamptz,
  decided_at         timestamptz,
  decided_by         text,
  -- What it reported last.
  seen_at            timestamptz,
  program_version    text,
  configuration_held bigint,
  certificates_end   timestamptz,
  clock_offset_ms    integer,
  unstamped          integer,
  -- The newest batch of its evidence that was anchored.
  last_batch         bigint,
  check ((joined_at is null) = (signing_key is null)),
  check (state not in ('waiting', 'approved', 'active') or signing_key is not null)
);
create index gateway_member on data_coordination.gateway (member_id);

create table data_coordination.gateway_subsystem (
  gateway_id   uuid not null references data_coordination.gateway (id),
  subsystem_id uuid not null references data_coordination.subsystem (id),
  primary key (gateway_id, subsystem_id)
);

create table data_coordination.gateway_certificate (
  serial      text primary key,
  gateway_id  uuid not null references data_coordination.gateway (id),
  usage       text not null check (usage in ('tls', 'signing')),
  -- SHA-256 of the DER (base64url).
  fingerprint text not null unique,
  -- DER in base64, leaf first.
  chain       text[] not null,
  public_key  bytea not null,
  made_at     timestamptz not null,
  not_after   timestamptz not null,
  -- After a renewal the earlier one is good until then.
  until_at    timestamptz,
  revoked_at  timestamptz
);
create index gateway_certificate_gateway on data_coordination.gateway_certificate (gateway_id);

-- What signed calls were seen, so that none has its effect twice.
create table data_coordination.gateway_nonce (
  gateway_id uuid not null,
  nonce      text not null,
  at         timestamptz not null,
  primary key (gateway_id, nonce)
);
create index gateway_nonce_at on data_coordination.gateway_nonce (at);

create table data_coordination.gateway_alarm (
  gateway_id uuid not null references data_coordination.gateway (id),
  kind       text not null,
  since      timestamptz not null,
  detail     text not null,
  primary key (gateway_id, kind)
);
