-- Uses of personal data that gateways have told; each is taken in once.
create table data_coordination.reported_use (
  gateway_id uuid not null,
  request_id text not null,
  at         timestamptz not null,
  service    text not null,
  client     text not null,
  -- Is the number in the register? Unknown ones are counted, not kept.
  known      boolean not null,
  primary key (gateway_id, request_id)
);
create index reported_use_at on data_coordination.reported_use (at);

-- A minute of a service with one client as one side saw it.
create table data_coordination.measure (
  gateway_id uuid not null,
  minute     timestamptz not null,
  side       text not null check (side in ('consumer', 'provider')),
  client     text not null,
  service    text not null,
  count      integer not null,
  failed     integer not null,
  durations  integer[] not null,
  primary key (service, minute, side, client, gateway_id)
);
create index measure_minute on data_coordination.measure (minute);
