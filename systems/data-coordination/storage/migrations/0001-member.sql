-- A party of the exchange: an agency, a firm or an association.
create table data_coordination.member (
  id              uuid primary key,
  class           text not null check (class in ('GOV', 'COM', 'ORG')),
  code            text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  -- Who it is among the organisations whose officials log in here.
  organisation_id uuid,
  name_vi         text not null,
  name_en         text not null,
  since           timestamptz not null,
  removed_at      timestamptz,
  unique (class, code)
);
create index member_organisation on data_coordination.member (organisation_id);

-- What of a member asks and answers: an information system or a register. The code is the whole
-- id, such as VN/GOV/MOJ/civil-status.
create table data_coordination.subsystem (
  id         uuid primary key,
  member_id  uuid not null references data_coordination.member (id),
  code       text not null unique,
  name_vi    text not null,
  name_en    text not null,
  -- On the gateway's own machine it may speak without a certificate.
  plain      boolean not null default false,
  since      timestamptz not null,
  removed_at timestamptz
);
create index subsystem_member on data_coordination.subsystem (member_id);

-- Certificates with which information systems speak for a subsystem.
create table data_coordination.system_certificate (
  subsystem_id uuid not null references data_coordination.subsystem (id),
  -- SHA-256 of the DER, hex.
  fingerprint  text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  subject      text not null,
  not_after    timestamptz not null,
  added_at     timestamptz not null,
  primary key (subsystem_id, fingerprint)
);
