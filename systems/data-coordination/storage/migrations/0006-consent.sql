-- That a person lets a subsystem learn from a service, for one purpose.
create table data_coordination.consent (
  id           uuid primary key,
  person_id    uuid not null,
  client_id    uuid not null references data_coordination.subsystem (id),
  service_id   uuid not null references data_coordination.service (id),
  purpose      text not null,
  -- What the person read when they agreed: { vi, en }.
  words        jsonb not null,
  given_at     timestamptz not null,
  ends_at      timestamptz not null,
  withdrawn_at timestamptz
);
create unique index consent_in_force on data_coordination.consent (person_id, client_id, service_id, purpose)
  where withdrawn_at is null;

-- An agency asks a person.
create table data_coordination.consent_request (
  id          uuid primary key,
  person_id   uuid not null,
  client_id   uuid not null references data_coordination.subsystem (id),
  service_id  uuid not null references data_coordination.service (id),
  purpose     text not null,
  asked_at    timestamptz not null,
  ends_at     timestamptz not null,
  answered_at timestamptz,
  given       boolean,
  check ((answered_at is null) = (given is null))
);
create unique index consent_request_open on data_coordination.consent_request (person_id, client_id, service_id, purpose)
  where answered_at is null;
