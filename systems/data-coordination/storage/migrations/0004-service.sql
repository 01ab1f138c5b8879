-- A data service of the catalogue, as its newest version stands. The code is the whole id, such as
-- VN/GOV/MOJ/civil-status/marriages.
create table data_coordination.service (
  id              uuid primary key,
  code            text not null unique,
  subsystem_id    uuid not null references data_coordination.subsystem (id),
  kind            text not null check (kind in ('rest', 'feed', 'files')),
  version         text not null,
  state           text not null check (state in ('active', 'deprecated', 'withdrawn')),
  sunset_on       date,
  title_vi        text not null,
  title_en        text not null,
  description_vi  text not null,
  description_en  text not null,
  layer           text not null check (layer in ('national', 'ministry', 'province')),
  data_class      text not null check (data_class in ('open', 'shared-default', 'shared-specific', 'personal', 'sensitive')),
  basis           text not null,
  endpoints       jsonb not null,
  -- [{ name, term, title }]: what it tells, in the words of the common dictionary.
  fields          jsonb not null,
  subject         jsonb,
  timeout_ms      integer not null check (timeout_ms between 100 and 120000),
  accepts_id      boolean not null,
  keeps_bodies    boolean not null,
  availability    numeric(6, 3) not null check (availability between 0 and 100),
  p95_ms          integer not null check (p95_ms > 0),
  target_url      text not null,
  -- Title, description, owner and id without diacritics.
  found_by        text not null,
  published_at    timestamptz not null,
  changed_at      timestamptz not null,
  check ((state = 'deprecated') <= (sunset_on is not null)),
  check (data_class not in ('personal', 'sensitive') or subject is not null)
);
create index service_subsystem on data_coordination.service (subsystem_id);

-- The contract of every version that was published.
create table data_coordination.service_version (
  service_id   uuid not null references data_coordination.service (id),
  version      text not null,
  contract     text not null,
  sha256       text not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (service_id, version)
);
revoke update, delete, truncate on data_coordination.service_version from ndc_data_coordination;
