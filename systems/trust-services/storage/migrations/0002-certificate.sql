create table trust_services.certificate (
  serial            text primary key check (serial ~ '^[0-9a-f]{32}$'),
  profile           text not null,
  -- Whose it is: 'center', 'issuer:<serial>', 'organisation:<id>', 'account:<id>' or a host.
  holder            text not null check (length(holder) <= 200),
  -- The person in the register, where the holder is one.
  person_id         uuid,
  common_name       text not null check (length(common_name) <= 300),
  issuer_serial     text not null references trust_services.certificate,
  -- None where the private key is elsewhere: the root's in its folder, a program's at the program.
  key_id            uuid references trust_services.key,
  key_identifier    text not null check (key_identifier ~ '^[0-9a-f]{40}$'),
  -- The revocation and issuer addresses in it begin with this.
  url               text not null,
  der               bytea not null,
  not_before        timestamptz not null,
  not_after         timestamptz not null,
  serves_until      timestamptz not null,
  superseded_at     timestamptz,
  revoked_at        timestamptz,
  revocation_reason text,
  revoked_by        text,
  -- The holder gets no other until an operator reinstates them.
  barred            boolean not null default false,
  check ((revoked_at is null) = (revocation_reason is null))
);
-- One that signs at a time, per holder and profile; and never two roots.
create unique index certificate_serving on trust_services.certificate (profile, holder)
  where superseded_at is null and revoked_at is null;
create index certificate_revoked on trust_services.certificate (issuer_serial, revoked_at)
  where revoked_at is not null;
create index certificate_barred on trust_services.certificate (profile, holder) where barred;
create index certificate_newest on trust_services.certificate (not_before desc, serial desc);
create index certificate_identifier on trust_services.certificate (key_identifier)
  where profile in ('root', 'issuing');
-- A certificate stays what it was; only its end is written later.
revoke update, delete, truncate on trust_services.certificate from ndc_trust_services;
grant update (superseded_at, revoked_at, revocation_reason, revoked_by, barred)
  on trust_services.certificate to ndc_trust_services;

-- The newest word of each authority on what it revoked.
create table trust_services.revocation_list (
  issuer_serial text primary key references trust_services.certificate,
  number        bigint not null,
  this_update   timestamptz not null,
  next_update   timestamptz not null,
  der           bytea not null
);
