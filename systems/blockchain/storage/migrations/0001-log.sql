-- An append-only list of commitments, of which a Merkle tree (RFC 9162) is kept.
create table blockchain.log (
  name text primary key check (name ~ '^[a-z][a-z-]{0,30}$'),
  -- Leaves that stand in the tree.
  size bigint not null default 0 check (size >= 0)
);

-- What a room handed over in one of its transactions: so many records, which stand in the tree one
-- behind the other from their first leaf on.
create table blockchain.hand_over (
  id         bigint generated always as identity primary key,
  log        text not null check (log ~ '^[a-z][a-z-]{0,30}$'),
  records    integer not null check (records between 1 and 10000),
  handed_at  timestamptz not null,
  -- Null while they wait to be put into the tree; until then the hashes of their leaves are here.
  first_leaf bigint,
  leaves     bytea,
  check ((first_leaf is null) = (leaves is not null))
);
alter table blockchain.hand_over alter column leaves set storage external;
create index hand_over_waiting on blockchain.hand_over (id) where first_leaf is null;

-- One record. Its commitment is SHA-256 of salt and digest; without a salt the digest is the
-- commitment itself: from the beginning, or since the link to the content was forgotten.
create table blockchain.record (
  id           uuid primary key,
  hand_over    bigint not null,
  -- Its place among the records that were handed over together.
  nth          integer not null,
  digest       bytea not null check (length(digest) = 32),
  salt         bytea check (length(salt) = 32),
  forgotten_at timestamptz check (forgotten_at is null or salt is null)
);
-- Whoever holds a content asks by its digest. Eight bytes are enough to find it by.
create index record_digest on blockchain.record (substr(digest, 1, 8));

-- Up to 256 hashes of complete subtrees of 256^level leaves each.
create table blockchain.tile (
  log    text not null references blockchain.log (name),
  level  smallint not null,
  index  bigint not null,
  hashes bytea not null check (length(hashes) between 32 and 8192),
  primary key (log, level, index)
);
alter table blockchain.tile alter column hashes set storage external;
