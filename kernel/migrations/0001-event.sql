-- What rooms may do in the kernel's books goes through this role, which every room's role joins.
grant usage on schema kernel to ndc_any_room;

-- Facts about this database as a whole, such as the seed of a synthetic nation.
create table kernel.fact (
  name  text primary key check (length(name) <= 100),
  value jsonb not null
);

-- The log of what happened. A row commits with the fact that it announces.
create table kernel.event (
  id      uuid primary key,
  subject text not null check (subject ~ '^[a-z-]+\.[a-z-]+$'),
  at      timestamptz not null,
  body    jsonb not null check (pg_column_size(body) <= 65536),
  -- Readers of the log pass only transactions older than the oldest running one: no gaps.
  tx      xid8 not null default pg_current_xact_id()
);
create index on kernel.event (tx, id);

-- Which consumer has taken which event: written in the transaction of the consumer's own effect.
create table kernel.consumed (
  consumer text not null,
  event_id uuid not null references kernel.event (id),
  at       timestamptz not null default now(),
  primary key (consumer, event_id)
);
grant insert on kernel.consumed to ndc_any_room;
