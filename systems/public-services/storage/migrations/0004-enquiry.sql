-- A question that a case puts to another agency, through the gateway. What was answered is sealed
-- with the key of the house, like files that come with a case.
create table public_services.enquiry (
  id           uuid primary key,
  case_id      uuid not null references public_services."case" (id),
  kind         text not null check (kind in ('marriage', 'health-insurance', 'dwelling')),
  -- The person who is asked about.
  subject_id   uuid not null,
  state        text not null check (state in ('asked', 'received', 'unavailable')),
  tries        integer not null default 0 check (tries >= 0),
  -- Why there is no answer yet, in plain words: { vi, en }.
  reason       jsonb,
  asked_at     timestamptz not null,
  last_try_at  timestamptz,
  next_try_at  timestamptz,
  received_at  timestamptz,
  -- The exchange that brought the answer, as both gateways keep it.
  x_road_id    text check (length(x_road_id) <= 200),
  sealed       bytea,
  sha256       bytea,
  unique (case_id, kind, subject_id),
  check ((state = 'received') = (sealed is not null and sha256 is not null and x_road_id is not null
    and received_at is not null)),
  check ((state = 'unavailable') = (reason is not null)),
  check ((state = 'received') = (next_try_at is null))
);
create index enquiry_due on public_services.enquiry (next_try_at) where state <> 'received';
