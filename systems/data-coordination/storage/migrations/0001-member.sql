-- A party of the exchange: an agency, a firm or an association.
create table data_coordination.member (
  id uuid primary key,
  class text not null check (class in ('GOV', 'COM', 'ORG')),
  code text not null,
  organisation_id uuid,
  name_vi text not null,
  name_en text not null,
  since timestamptz not null,
  unique (class, code)
);
