-- Provinces (2 digits) and communes (5 digits), Decision 19/2025.
create table population.unit (
  code        text primary key check (code ~ '^(\d{2}|\d{5})$'),
  name        text not null,
  kind        text not null check (kind in ('municipality', 'province', 'ward', 'commune', 'special-zone')),
  province    text not null check (province ~ '^\d{2}$')
);
create index on population.unit (province, name);

-- Without accents, in lower case; the same as foldName in domain/name.ts.
create function population.fold(name text) returns text language sql immutable strict parallel safe
as $$
  select trim(regexp_replace(translate(lower(normalize(name, nfc)),
    'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđñ',
    'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydn'), '[^a-z0-9]+', ' ', 'g'))
$$;
