-- A subsystem asks to use a service.
create table data_coordination.access_request (
  id                  uuid primary key,
  client_id           uuid not null references data_coordination.subsystem (id),
  service_id          uuid not null references data_coordination.service (id),
  state               text not null check (state in ('open', 'asked-back', 'approved', 'refused', 'withdrawn')),
  -- [{ code, words, basis, byConsent }]
  purposes            jsonb not null,
  -- Null: all.
  endpoints           jsonb,
  fields              text[],
  requests_per_minute integer not null check (requests_per_minute > 0),
  requests_per_day    integer not null check (requests_per_day > 0),
  until_at            timestamptz not null,
  asked_at            timestamptz not null,
  asked_by            text not null,
  -- The owner answers by then.
  due_at              timestamptz not null,
  decided_at          timestamptz,
  decided_by          text,
  reason_code         text,
  reason_note         text,
  -- What was asked back, and the answer.
  question            text,
  answer              text,
  check ((state in ('approved', 'refused')) = (decided_at is not null))
);
create unique index access_request_open on data_coordination.access_request (client_id, service_id)
  where state in ('open', 'asked-back');
create index access_request_service on data_coordination.access_request (service_id, asked_at desc);

create table data_coordination.access_grant (
  id                  uuid primary key,
  request_id          uuid not null unique references data_coordination.access_request (id),
  client_id           uuid not null references data_coordination.subsystem (id),
  service_id          uuid not null references data_coordination.service (id),
  purposes            jsonb not null,
  endpoints           jsonb,
  fields              text[],
  requests_per_minute integer not null,
  requests_per_day    integer not null,
  valid_from          timestamptz not null,
  expires_at          timestamptz not null,
  revoked_at          timestamptz,
  revoked_why         text,
  reminded_at         timestamptz,
  check (expires_at > valid_from)
);
create index access_grant_client on data_coordination.access_grant (client_id);
create index access_grant_service on data_coordination.access_grant (service_id);
