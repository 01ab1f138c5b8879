create table identity.organisation (
  id        uuid primary key,
  kind      text not null,
  name_vi   text not null,
  name_en   text not null,
  unit_code text check (unit_code ~ '^(\d{2}|\d{5})$'),
  tax_code  text unique check (tax_code ~ '^\d{10}$'),
  parent_id uuid references identity.organisation (id),
  commune   text check (commune ~ '^\d{5}$'),
  detail    text,
  check ((commune is null) = (detail is null))
);
create index organisation_unit on identity.organisation (unit_code, kind);

-- A post that a person holds; since and until are days, the last one included.
create table identity.office (
  id              uuid primary key,
  person_id       uuid not null,
  organisation_id uuid not null references identity.organisation (id),
  role            text not null,
  title_vi        text not null,
  title_en        text not null,
  unit_code       text check (unit_code ~ '^(\d{2}|\d{5})$'),
  since_on        date not null,
  until_on        date,
  check (until_on is null or until_on >= since_on)
);
create index office_person on identity.office (person_id);
create index office_organisation on identity.office (organisation_id, role);
