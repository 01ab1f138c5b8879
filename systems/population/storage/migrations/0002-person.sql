create table population.person (
  id                    uuid primary key,
  number                text collate "C" not null unique check (number ~ '^\d{12}$'),
  surname               text not null,
  middle_name           text not null,
  given_name            text collate "C" not null,
  full_name             text not null,
  name_key              bigint not null,
  other_name            text,
  birth_on              date not null,
  sex                   text not null check (sex in ('male', 'female')),
  birthplace            text not null,
  registration_place    text not null,
  origin                text not null,
  ethnicity             text not null check (ethnicity ~ '^\d{2}$'),
  religion              text not null,
  nationality           text not null check (nationality ~ '^[A-Z]{3}$'),
  blood_group           text check (blood_group in ('A', 'B', 'AB', 'O')),
  old_number            text check (old_number ~ '^\d{9}$'),
  cards                 jsonb not null default '[]',
  permanent_commune     text,
  permanent_detail      text,
  temporary_commune     text,
  temporary_detail      text,
  current_commune       text,
  current_detail        text,
  absence               jsonb,
  household_id          uuid,
  relation_to_head      text,
  marital_status        text not null check (marital_status in ('single', 'married', 'divorced', 'widowed')),
  died_on               date,
  missing_on            date,
  phone                 text,
  email                 text,
  registered_at         timestamptz not null
);
create index person_name on population.person (name_key, birth_on);
create index person_given on population.person (given_name, birth_on);
create index person_household on population.person (household_id) where household_id is not null;
create index person_commune on population.person (current_commune, birth_on);

-- A nation has far fewer names than people: searches go over the names, then to the people.
create table population.name (
  key    bigint primary key,
  name   text not null,
  folded text collate "C" not null
);
create index name_folded on population.name (folded);
create index name_words on population.name using gin (string_to_array(folded, ' '));

-- And names are made of few words: with accents as they are written, and without.
create table population.name_word (
  word   text collate "C" primary key,
  folded text collate "C" not null
);
create index name_word_folded on population.name_word (folded);

create table population.household (
  id          uuid primary key,
  file_number text collate "C" not null unique,
  commune     text not null,
  detail      text not null,
  head_id     uuid not null
);

-- A parent who is not in the register stands here by name alone.
create table population.parentage (
  child_id    uuid not null,
  role        text not null check (role in ('father', 'mother')),
  parent_id   uuid,
  parent_name text not null,
  nationality text not null default 'VNM',
  primary key (child_id, role)
);
create index parentage_parent on population.parentage (parent_id) where parent_id is not null;

create table population.marriage (
  id         uuid primary key,
  first_id   uuid not null,
  second_id  uuid not null,
  married_on date not null,
  place      text not null,
  ended_on   date,
  ended_by   text check (ended_by in ('divorce', 'death')),
  check (first_id <> second_id),
  check ((ended_on is null) = (ended_by is null)),
  check (ended_on >= married_on)
);
create index marriage_first on population.marriage (first_id);
create index marriage_second on population.marriage (second_id);

create table population.life_event (
  id           uuid not null,
  person_id    uuid not null references population.person (id),
  kind         text not null check (kind in ('birth', 'death', 'move', 'marriage', 'divorce', 'correction')),
  effective_on date not null,
  recorded_at  timestamptz not null,
  recorded_by  text not null,
  source       text not null,
  changes      jsonb not null,
  primary key (person_id, id)
);
-- What was recorded stays recorded: a mistake is mended by a later correction.
revoke update, delete, truncate on population.life_event from ndc_population;

-- Numbers that a person had before (re-set after a wrong sex or year); each leads to the person.
create table population.former_number (
  number    text collate "C" primary key,
  person_id uuid not null references population.person (id),
  until_on  date not null
);
