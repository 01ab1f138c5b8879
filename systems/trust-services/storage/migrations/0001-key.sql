-- Private keys, each sealed under the center's master key or kept inside a PKCS#11 token.
-- They stand in the database so that every process of a cluster can sign, and so that a backup
-- holds keys and certificates of one moment; the master key is not in the database.
create table trust_services.key (
  id           uuid primary key,
  store        text not null check (store in ('sealed', 'token')),
  curve        text not null check (curve in ('P-256', 'P-384')),
  public_key   bytea not null,
  sealed       bytea check ((sealed is not null) = (store = 'sealed' and destroyed_at is null)),
  created_at   timestamptz not null,
  destroyed_at timestamptz
);
