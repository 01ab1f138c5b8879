-- A run of the audit book under one digest, so that nobody can change it unseen. Each begins where
-- the one before ends.
create table kernel.audit_seal (
  id        uuid primary key,
  -- The last record under it; the first is the one after the seal before.
  last_id   bigint not null unique,
  records   integer not null check (records > 0),
  digest    bytea not null check (length(digest) = 32),
  sealed_at timestamptz not null
);

-- What a seal is made of: the digests of the records, in their order.
create function kernel.audit_digest(after bigint, up_to bigint) returns bytea
language sql stable set search_path = pg_catalog as $$
  select sha256(string_agg(sha256(convert_to(jsonb_build_array(
    id, extract(epoch from at), room, operation, purpose, basis, actor_kind, actor_id, actor_name,
    subject_id, fields, outcome, request_id)::text, 'UTF8')), '' order by id))
  from kernel.audit_record where id > after and id <= up_to
$$;
