-- Programs and relying parties (OAuth 2.0 clients). Of a secret only the digest is kept.
create table identity.client (
  id                 text primary key check (id ~ '^[a-z0-9-]{3,60}$'),
  name_vi            text not null,
  name_en            text not null,
  kind               text not null check (kind in ('web', 'native', 'program')),
  secret_sha256      text,
  redirect_uris      text[] not null,
  logout_uris        text[] not null,
  backchannel_uri    text,
  scopes             text[] not null,
  sector             text,
  require_par        boolean not null,
  dpop               boolean not null,
  id_token_algorithm text not null check (id_token_algorithm in ('ES256', 'RS256')),
  created_at         timestamptz not null,
  disabled_at        timestamptz
);

-- What a person lets a relying party know, until it is withdrawn.
create table identity.consent (
  id           uuid primary key,
  account_id   uuid not null references identity.account (id),
  client_id    text not null references identity.client (id),
  scopes       text[] not null,
  claims       text[] not null,
  grant_id     text not null,
  given_at     timestamptz not null,
  withdrawn_at timestamptz
);
create index consent_account on identity.consent (account_id, client_id);

-- What the OpenID provider keeps (codes, grants, tokens, its sessions). A row is found by the
-- digest of its id, since the id of a token is the token; the id itself is sealed.
create table identity.oidc_entity (
  model       text not null,
  id_sha256   bytea not null,
  id_sealed   bytea not null,
  payload     jsonb not null,
  grant_id    text,
  account_id  uuid,
  user_code   text,
  uid         text,
  consumed_at timestamptz,
  expires_at  timestamptz,
  primary key (model, id_sha256)
);
create index oidc_entity_grant on identity.oidc_entity (grant_id) where grant_id is not null;
create index oidc_entity_account on identity.oidc_entity (account_id) where account_id is not null;
create unique index oidc_entity_user_code on identity.oidc_entity (user_code) where user_code is not null;
create unique index oidc_entity_uid on identity.oidc_entity (model, uid) where uid is not null;
create index oidc_entity_expires on identity.oidc_entity (expires_at);

-- Keys that sign tokens: published before they sign and after they did.
create table identity.signing_key (
  kid        text primary key,
  algorithm  text not null check (algorithm in ('ES256', 'RS256')),
  sealed     bytea not null,
  public_key jsonb not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  ends_at    timestamptz not null
);
