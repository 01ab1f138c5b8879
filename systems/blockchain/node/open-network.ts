import type { ChainGenesis } from '../execution/genesis.ts'

/** The chain id of networks for tests, on which everybody may do everything. */
export const testChainId = 70_402

const coin = 10n ** 18n

/**
 * A network for developers: strangers may send and deploy, gas is free, and the accounts that are
 * named hold a million coins each. Nothing on it proves anything.
 */
export function openNetwork(chainId: number, rich: readonly string[]): ChainGenesis {
  return {
    chainId,
    open: true,
    gasLimit: 60_000_000,
    members: [
      {
        name: 'Mạng thử nghiệm',
        gasPerDay: Number.MAX_SAFE_INTEGER,
        mayDeploy: true,
        seated: true,
        accounts: [],
      },
    ],
    validators: [],
    admins: [],
    logs: [],
    alloc: Object.fromEntries(
      rich.map((it) => [it.toLowerCase(), { balance: (1_000_000n * coin).toString() }]),
    ),
  }
}
