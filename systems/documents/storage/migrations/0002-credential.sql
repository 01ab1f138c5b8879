-- Lists of status values (IETF Token Status List), 2 bits each, in shards of 2^20 entries.
create table documents.status_list (
  id      integer primary key,
  size    integer not null,
  bits    bytea not null,
  version integer not null default 0
);

create table documents.status_entry (
  list_id     integer not null references documents.status_list (id),
  position    integer not null,
  document_id uuid not null references documents.document (id),
  primary key (list_id, position)
);
create index on documents.status_entry (document_id);

-- A copy of a document as a credential, bound to the key of one wallet.
create table documents.credential (
  id             uuid primary key,
  document_id    uuid not null references documents.document (id),
  key_thumbprint text not null,
  list_id        integer not null,
  position       integer not null,
  issued_at      timestamptz not null,
  unique (document_id, key_thumbprint),
  foreign key (list_id, position) references documents.status_entry (list_id, position)
);

-- Nonces against replayed proofs of possession; each is used once.
create table documents.proof_nonce (
  nonce      text primary key,
  account_id uuid not null,
  expires_at timestamptz not null
);
