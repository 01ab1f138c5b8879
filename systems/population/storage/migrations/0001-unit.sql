-- Provinces (2 digits) and communes (5 digits), Decision 19/2025.
create table population.unit (
  code        text primary key check (code ~ '^(\d{2}|\d{5})$'),
  name        text not null,
  kind        text not null check (kind in ('municipality', 'province', 'ward', 'commune', 'special-zone')),
  province    text not null check (province ~ '^\d{2}$')
);
create index on population.unit (province, name);

-- Without accents, in lower case; the same as foldName in domain/name.ts. What is left of a name
-- when the marks and đ are gone is ASCII, so no collation has a say in it.
create function population.fold(name text) returns text language sql immutable strict parallel safe
as $$
  select trim(regexp_replace(lower(translate(regexp_replace(normalize(name, nfd),
    '[\u0300-\u036f]+', '', 'g'), 'Đđ', 'dd') collate "C"), '[^a-z0-9]+', ' ', 'g'))
$$;
