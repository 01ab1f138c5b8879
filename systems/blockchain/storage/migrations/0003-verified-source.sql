-- Sources that compile to the code of a contract on the chain; public.
create table blockchain.verified_source (
  chain_id    bigint not null,
  address     bytea not null check (length(address) = 20),
  -- File and contract: "contracts/Coin.sol:Coin".
  contract    text not null check (length(contract) <= 400),
  -- 'exact', or 'code' where only the compiler's metadata differ.
  match       text not null check (match in ('exact', 'code')),
  abi         jsonb not null,
  -- The compiler's input, as it would be compiled again.
  input       jsonb not null,
  verified_at timestamptz not null,
  primary key (chain_id, address)
);
