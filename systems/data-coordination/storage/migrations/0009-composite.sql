-- A question to several services at once that a subsystem's systems may put to their gateway.
create table data_coordination.composite (
  id             uuid primary key,
  code           text not null unique,
  client_id      uuid not null references data_coordination.subsystem (id),
  title_vi       text not null,
  title_en       text not null,
  time_budget_ms integer not null check (time_budget_ms between 100 and 60000),
  -- [{ name, service, path, required }]: asked at once, answered in this order.
  parts          jsonb not null,
  changed_at     timestamptz not null
);
create index composite_client on data_coordination.composite (client_id);
