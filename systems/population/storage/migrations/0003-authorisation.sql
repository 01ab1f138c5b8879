-- What a program may verify: for which purpose, on which legal basis, and which fields.
create table population.authorisation (
  client_id text not null,
  purpose   text not null,
  basis     text not null,
  fields    text[] not null check (cardinality(fields) between 1 and 30),
  primary key (client_id, purpose)
);
