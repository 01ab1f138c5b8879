-- Those who could sign a block, each set once.
create table blockchain.validator_set (
  hash       text primary key,
  validators jsonb not null
);

-- A header with the signatures that decided it. It names the state after the block before.
create table blockchain.signed_block (
  chain      text not null,
  height     bigint not null,
  header     jsonb not null,
  commit     jsonb not null,
  validators text not null references blockchain.validator_set (hash),
  primary key (chain, height)
);

-- A tree of a log whose root stands on the chain: its proof from the state's root on (EIP-1186),
-- which the signed block of the next height names.
create table blockchain.checkpoint (
  log         text not null references blockchain.log (name),
  size        bigint not null,
  root        bytea not null check (length(root) = 32),
  chain       text not null,
  -- Of the signed block; the root stands in the state after the one before.
  height      bigint not null,
  -- When the block that names this state was decided.
  anchored_at timestamptz not null,
  proof       jsonb not null,
  primary key (log, size),
  foreign key (chain, height) references blockchain.signed_block (chain, height)
);
